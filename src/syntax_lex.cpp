#include "writ/impl/syntax/lex.ipp"
