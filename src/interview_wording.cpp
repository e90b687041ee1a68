#include "writ/impl/interview/wording.ipp"
