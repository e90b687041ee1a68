#include "writ/impl/eval/plain_dates.ipp"
