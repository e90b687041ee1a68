#include "writ/impl/program/from_model.ipp"
