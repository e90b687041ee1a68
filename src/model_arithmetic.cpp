#include "writ/impl/model/arithmetic.ipp"
