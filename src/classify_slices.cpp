#include "writ/impl/classify/slices.ipp"
