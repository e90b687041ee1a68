#include "writ/impl/image/check.ipp"
