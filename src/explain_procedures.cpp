#include "writ/impl/explain/procedures.ipp"
