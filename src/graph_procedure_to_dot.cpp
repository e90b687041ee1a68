#include "writ/impl/graph/procedure_to_dot.ipp"
