#include "writ/impl/columns.ipp"
