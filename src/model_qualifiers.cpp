#include "writ/impl/model/qualifiers.ipp"
