#include "writ/impl/io/tell_constant.ipp"
