#include "writ/impl/rational.ipp"
