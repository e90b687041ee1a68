#include "writ/impl/date.ipp"
