#include "writ/impl/io/read_json.ipp"
