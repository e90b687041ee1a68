#include "writ/impl/classify/planes.ipp"
