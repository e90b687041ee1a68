#include "writ/impl/model/appeals.ipp"
