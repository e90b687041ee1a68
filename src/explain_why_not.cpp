#include "writ/impl/explain/why_not.ipp"
