#include "writ/impl/io/check_expectation.ipp"
