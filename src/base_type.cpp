#include "writ/impl/type.ipp"
