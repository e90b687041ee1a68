#include "writ/impl/phrases.ipp"
