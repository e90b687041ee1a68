#include "writ/impl/render_diagnostic_json.ipp"
