#include "writ/impl/model/params.ipp"
