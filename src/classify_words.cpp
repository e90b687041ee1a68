#include "writ/impl/classify/words.ipp"
