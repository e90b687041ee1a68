#include "writ/impl/model/report.ipp"
