#include "writ/impl/explain/nearest.ipp"
