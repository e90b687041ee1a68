#include "writ/impl/eval/plain_requirements.ipp"
