#include "writ/impl/model/conditions.ipp"
