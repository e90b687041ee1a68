#include "writ/impl/classify/open_cells.ipp"
