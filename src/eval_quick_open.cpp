#include "writ/impl/eval/quick_open.ipp"
