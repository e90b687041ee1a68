#include "writ/impl/eval/walk.ipp"
