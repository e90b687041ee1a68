#include "writ/impl/classify/rows.ipp"
