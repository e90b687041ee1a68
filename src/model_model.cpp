#include "writ/impl/model/model.ipp"
