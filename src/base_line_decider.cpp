#include "writ/impl/line_decider.ipp"
