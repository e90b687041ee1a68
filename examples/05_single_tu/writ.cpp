// The whole of Writ, compiled here and nowhere else.
#include "writ/src.hpp"
