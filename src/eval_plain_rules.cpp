#include "writ/impl/eval/plain_rules.ipp"
