#include "writ/impl/bind.ipp"
