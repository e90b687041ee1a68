#include "writ/impl/model/words.ipp"
