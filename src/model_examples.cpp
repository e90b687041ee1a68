#include "writ/impl/model/examples.ipp"
