#include "writ/impl/eval/rules.ipp"
