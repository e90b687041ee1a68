#include "writ/impl/decision_error.ipp"
