#include "writ/impl/eval/dates.ipp"
