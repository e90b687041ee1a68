#include "writ/impl/syntax/parse.ipp"
