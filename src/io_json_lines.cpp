#include "writ/impl/io/json_lines.ipp"
