#include "writ/impl/model/uses.ipp"
