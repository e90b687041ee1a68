#include "writ/impl/model/types.ipp"
