#include "writ/impl/analysis/slot_words.ipp"
