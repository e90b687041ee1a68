#include "writ/impl/eval/terms.ipp"
