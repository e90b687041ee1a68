#include "writ/impl/model/warnings.ipp"
