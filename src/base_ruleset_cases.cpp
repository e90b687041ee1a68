#include "writ/impl/ruleset_cases.ipp"
