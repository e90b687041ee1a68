#include "writ/impl/model/guards.ipp"
