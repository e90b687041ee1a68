#include "writ/impl/eval/plain_filters.ipp"
