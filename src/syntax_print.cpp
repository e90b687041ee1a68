#include "writ/impl/syntax/print.ipp"
