#include "writ/impl/graph/from_model.ipp"
