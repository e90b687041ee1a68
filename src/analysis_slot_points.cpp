#include "writ/impl/analysis/slot_points.ipp"
