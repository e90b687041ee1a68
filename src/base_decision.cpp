#include "writ/impl/decision.ipp"
