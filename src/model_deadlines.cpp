#include "writ/impl/model/deadlines.ipp"
