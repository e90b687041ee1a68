#include "writ/impl/working_calendar.ipp"
