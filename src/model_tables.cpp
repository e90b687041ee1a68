#include "writ/impl/model/tables.ipp"
