#include "writ/impl/model/outcomes.ipp"
