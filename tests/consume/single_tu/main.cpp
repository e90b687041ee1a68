// A program of one file that holds all of Writ.
#include "writ/src.hpp"

#include "../program.cpp"
