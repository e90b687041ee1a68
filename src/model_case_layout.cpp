#include "writ/impl/model/case_layout.ipp"
