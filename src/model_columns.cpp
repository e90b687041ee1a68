#include "writ/impl/model/columns.ipp"
