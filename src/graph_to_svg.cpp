#include "writ/impl/graph/to_svg.ipp"
