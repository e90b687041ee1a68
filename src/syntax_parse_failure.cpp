#include "writ/impl/syntax/parse_failure.ipp"
