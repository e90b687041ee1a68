#include "writ/impl/io/read_yaml.ipp"
