#include "writ/impl/model/consequences.ipp"
