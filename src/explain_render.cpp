#include "writ/impl/explain/render.ipp"
