#include "writ/impl/model/from_syntax.ipp"
