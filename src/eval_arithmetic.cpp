#include "writ/impl/eval/arithmetic.ipp"
