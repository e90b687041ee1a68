#include "writ/impl/eval/lists.ipp"
