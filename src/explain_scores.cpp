#include "writ/impl/explain/scores.ipp"
