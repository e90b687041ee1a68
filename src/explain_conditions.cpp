#include "writ/impl/explain/conditions.ipp"
