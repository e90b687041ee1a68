#include "writ/impl/model/terms.ipp"
