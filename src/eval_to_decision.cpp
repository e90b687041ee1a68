#include "writ/impl/eval/to_decision.ipp"
