#include "writ/impl/lanes.ipp"
