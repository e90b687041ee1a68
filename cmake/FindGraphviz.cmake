# Finds the Graphviz library, which lays out pictures of decision graphs (writ/graph/to_dot.hpp, `to_svg`). Optional.
#
# Defines the target Graphviz::gvc.

find_path(Graphviz_INCLUDE_DIR graphviz/gvc.h)
find_library(Graphviz_gvc_LIBRARY gvc)
find_library(Graphviz_cgraph_LIBRARY cgraph)
mark_as_advanced(Graphviz_INCLUDE_DIR Graphviz_gvc_LIBRARY Graphviz_cgraph_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Graphviz
    REQUIRED_VARS Graphviz_gvc_LIBRARY Graphviz_cgraph_LIBRARY Graphviz_INCLUDE_DIR)

if(Graphviz_FOUND AND NOT TARGET Graphviz::gvc)
    add_library(Graphviz::gvc UNKNOWN IMPORTED)
    set_target_properties(Graphviz::gvc PROPERTIES
        IMPORTED_LOCATION "${Graphviz_gvc_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${Graphviz_INCLUDE_DIR}"
        INTERFACE_LINK_LIBRARIES "${Graphviz_cgraph_LIBRARY}"
        INTERFACE_COMPILE_DEFINITIONS WRIT_WITH_GRAPHVIZ)
endif()
