#include "writ/impl/notice.ipp"
