#include "writ/impl/classify/words_layout.ipp"
