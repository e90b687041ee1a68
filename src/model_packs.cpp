#include "writ/impl/model/packs.ipp"
