#include "writ/impl/render_diagnostic.ipp"
