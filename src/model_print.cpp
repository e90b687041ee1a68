#include "writ/impl/model/print.ipp"
