#include "writ/impl/model/lists.ipp"
