#include "writ/impl/syntax/grammar_declaration.ipp"
