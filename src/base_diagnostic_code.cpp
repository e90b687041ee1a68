#include "writ/impl/diagnostic_code.ipp"
