#include "writ/impl/image/write.ipp"
