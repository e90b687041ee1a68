#include "writ/impl/io/case_builder.ipp"
