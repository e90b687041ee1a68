#include "writ/impl/classify/open_case.ipp"
