#include "writ/impl/io/read_case.ipp"
