#include "writ/impl/model/messages.ipp"
