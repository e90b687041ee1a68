#include "writ/impl/model/sha256.ipp"
