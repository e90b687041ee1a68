#include "writ/impl/explain/terms.ipp"
