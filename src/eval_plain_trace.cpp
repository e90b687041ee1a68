#include "writ/impl/eval/plain_trace.ipp"
