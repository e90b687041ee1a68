#include "writ/impl/model/audiences.ipp"
