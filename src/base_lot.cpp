#include "writ/impl/lot.ipp"
