#include "writ/impl/model/calendars.ipp"
