#include "writ/impl/model/literals.ipp"
