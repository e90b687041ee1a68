#include "writ/impl/analysis/cube_index.ipp"
