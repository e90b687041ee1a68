#include "writ/impl/column_decider.ipp"
