#include "writ/impl/model/givens.ipp"
