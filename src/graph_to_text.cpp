#include "writ/impl/graph/to_text.ipp"
