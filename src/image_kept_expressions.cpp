#include "writ/impl/image/kept_expressions.ipp"
