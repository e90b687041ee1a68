#include "writ/impl/io/document.ipp"
