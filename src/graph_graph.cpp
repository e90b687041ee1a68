#include "writ/impl/graph/graph.ipp"
