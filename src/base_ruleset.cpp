#include "writ/impl/ruleset.ipp"
