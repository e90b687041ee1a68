#include "writ/impl/graph/procedures.ipp"
