#include "writ/impl/program/disassemble.ipp"
