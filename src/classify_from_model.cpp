#include "writ/impl/classify/from_model.ipp"
