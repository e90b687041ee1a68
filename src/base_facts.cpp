#include "writ/impl/facts.ipp"
