#include "writ/impl/io/suite.ipp"
