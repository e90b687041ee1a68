#include "writ/impl/io/quick_json.ipp"
