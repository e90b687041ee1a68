#include "writ/impl/interview/count.ipp"
