#include "writ/impl/classify/classifier.ipp"
