#include "writ/impl/syntax/builder.ipp"
