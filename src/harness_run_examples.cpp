#include "writ/impl/harness/run_examples.ipp"
