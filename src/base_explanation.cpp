#include "writ/impl/explanation.ipp"
