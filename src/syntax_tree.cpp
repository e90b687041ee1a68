#include "writ/impl/syntax/tree.ipp"
