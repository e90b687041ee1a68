#include "writ/impl/eval/logic.ipp"
