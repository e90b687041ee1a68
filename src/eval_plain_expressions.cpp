#include "writ/impl/eval/plain_expressions.ipp"
