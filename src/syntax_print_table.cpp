#include "writ/impl/syntax/print_table.ipp"
