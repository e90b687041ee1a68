#include "writ/impl/eval/plain_lists.ipp"
