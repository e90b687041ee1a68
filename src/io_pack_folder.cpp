#include "writ/impl/io/pack_folder.ipp"
