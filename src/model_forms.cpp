#include "writ/impl/model/forms.ipp"
