#include "writ/impl/model/rules.ipp"
