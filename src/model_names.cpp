#include "writ/impl/model/names.ipp"
