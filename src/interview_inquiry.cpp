#include "writ/impl/interview/inquiry.ipp"
