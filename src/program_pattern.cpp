#include "writ/impl/program/pattern.ipp"
