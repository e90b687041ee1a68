#include "writ/impl/io/csv_cases.ipp"
