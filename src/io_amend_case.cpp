#include "writ/impl/io/amend_case.ipp"
