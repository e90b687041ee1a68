#include "writ/impl/syntax/print_expression.ipp"
