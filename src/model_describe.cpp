#include "writ/impl/model/describe.ipp"
