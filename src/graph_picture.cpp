#include "writ/impl/graph/picture.ipp"
