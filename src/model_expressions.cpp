#include "writ/impl/model/expressions.ipp"
