#include "writ/impl/model/violations.ipp"
