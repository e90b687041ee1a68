#include "writ/impl/analysis/slots.ipp"
