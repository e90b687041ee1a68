#include "writ/impl/eval/state.ipp"
