#include "writ/impl/model/conversions.ipp"
