#include "writ/impl/explain/rules.ipp"
