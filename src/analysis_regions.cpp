#include "writ/impl/analysis/regions.ipp"
