#include "writ/impl/image/file.ipp"
