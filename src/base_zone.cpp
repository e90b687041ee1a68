#include "writ/impl/zone.ipp"
