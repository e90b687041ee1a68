#include "writ/impl/image/read.ipp"
