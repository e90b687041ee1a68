#include "writ/impl/io/fill_case.ipp"
