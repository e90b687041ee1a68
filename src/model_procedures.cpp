#include "writ/impl/model/procedures.ipp"
