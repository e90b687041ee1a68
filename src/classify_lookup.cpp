#include "writ/impl/classify/lookup.ipp"
