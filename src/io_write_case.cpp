#include "writ/impl/io/write_case.ipp"
