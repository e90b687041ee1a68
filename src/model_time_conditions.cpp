#include "writ/impl/model/time_conditions.ipp"
