#include "writ/impl/explain/probes.ipp"
