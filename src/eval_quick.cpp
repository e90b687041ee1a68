#include "writ/impl/eval/quick.ipp"
