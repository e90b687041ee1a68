#include "writ/impl/analysis/tables.ipp"
