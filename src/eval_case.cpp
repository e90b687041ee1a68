#include "writ/impl/eval/case.ipp"
