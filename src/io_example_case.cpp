#include "writ/impl/io/example_case.ipp"
