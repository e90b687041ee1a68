#include "writ/impl/model/constant.ipp"
