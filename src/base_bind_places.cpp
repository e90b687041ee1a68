#include "writ/impl/bind_places.ipp"
