#include "writ/impl/model/functions.ipp"
