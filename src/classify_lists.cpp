#include "writ/impl/classify/lists.ipp"
