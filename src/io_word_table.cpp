#include "writ/impl/io/word_table.ipp"
