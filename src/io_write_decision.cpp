#include "writ/impl/io/write_decision.ipp"
