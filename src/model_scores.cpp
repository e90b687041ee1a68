#include "writ/impl/model/scores.ipp"
