#include "writ/impl/model/facts.ipp"
