#include "writ/impl/model/declarations.ipp"
