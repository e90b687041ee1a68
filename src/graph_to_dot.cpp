#include "writ/impl/graph/to_dot.ipp"
