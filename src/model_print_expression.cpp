#include "writ/impl/model/print_expression.ipp"
