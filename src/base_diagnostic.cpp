#include "writ/impl/diagnostic.ipp"
