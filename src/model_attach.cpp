#include "writ/impl/model/attach.ipp"
