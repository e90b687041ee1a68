#include "writ/impl/eval/takes.ipp"
