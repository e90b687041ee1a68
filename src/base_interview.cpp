#include "writ/impl/interview.ipp"
