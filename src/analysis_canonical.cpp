#include "writ/impl/analysis/canonical.ipp"
