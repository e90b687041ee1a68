#include "writ/impl/analysis/cover.ipp"
