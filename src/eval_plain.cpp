#include "writ/impl/eval/plain.ipp"
