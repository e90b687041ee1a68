#include "writ/impl/model/rows_cover.ipp"
