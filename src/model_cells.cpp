#include "writ/impl/model/cells.ipp"
