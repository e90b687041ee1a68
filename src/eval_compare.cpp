#include "writ/impl/eval/compare.ipp"
