#include "writ/impl/syntax/print_phrase.ipp"
