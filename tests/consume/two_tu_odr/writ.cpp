// The one file of a larger program that holds Writ; the others include the ordinary headers.
#include "writ/src.hpp"
