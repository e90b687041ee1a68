#include "writ/impl/syntax/grammar_expression.ipp"
