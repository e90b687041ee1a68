#include "writ/impl/graph/analyze.ipp"
