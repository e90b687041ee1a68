#include "writ/impl/model/reads.ipp"
