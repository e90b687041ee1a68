#include "writ/impl/source.ipp"
