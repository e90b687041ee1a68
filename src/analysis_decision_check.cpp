#include "writ/impl/analysis/decision_check.ipp"
