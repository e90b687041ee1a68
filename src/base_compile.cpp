#include "writ/impl/compile.ipp"
