#include "writ/impl/classify/planes_layout.ipp"
