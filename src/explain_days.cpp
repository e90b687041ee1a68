#include "writ/impl/explain/days.ipp"
