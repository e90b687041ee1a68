#include "writ/impl/io/read_scalar.ipp"
