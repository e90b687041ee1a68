#include "writ/impl/harness/test_report.ipp"
