#include "writ/impl/eval/refine.ipp"
