# The libraries Writ is made of, found the same way by the build and by those who use an installed Writ
# (writConfig.cmake includes this file). None of them appears in a public header.
#
# Sets WRIT_DEPENDENCIES, the targets to link.

include(CMakeFindDependencyMacro)
set(writ_saved_module_path "${CMAKE_MODULE_PATH}")
list(PREPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")

find_dependency(Threads)
find_dependency(Boost 1.81 CONFIG COMPONENTS json)  # Spirit X3, Graph: headers; Boost.JSON: compiled
find_dependency(yaml-cpp 0.7 CONFIG)
find_dependency(simdjson CONFIG)
find_dependency(fmt CONFIG)
find_dependency(date CONFIG)
find_dependency(hwy CONFIG)
find_dependency(re2)  # by Findre2.cmake beside this file
find_dependency(xxhash)  # by Findxxhash.cmake: a header, nothing to link

# Graphviz draws decision graphs as SVG. An installed Writ says how it was built (writConfig.cmake); else it is used if it
# is there, unless WRIT_WITH_GRAPHVIZ is OFF, and required if that is ON.
if(NOT DEFINED WRIT_WITH_GRAPHVIZ)
    set(WRIT_WITH_GRAPHVIZ AUTO)
endif()
if(WRIT_WITH_GRAPHVIZ STREQUAL "AUTO")
    find_package(Graphviz QUIET)  # by FindGraphviz.cmake beside this file
elseif(WRIT_WITH_GRAPHVIZ)
    find_dependency(Graphviz)
endif()

if(NOT TARGET yaml-cpp::yaml-cpp)  # before yaml-cpp 0.8
    add_library(yaml-cpp::yaml-cpp INTERFACE IMPORTED)
    target_link_libraries(yaml-cpp::yaml-cpp INTERFACE yaml-cpp)
endif()

set(CMAKE_MODULE_PATH "${writ_saved_module_path}")
unset(writ_saved_module_path)

set(WRIT_DEPENDENCIES
    Threads::Threads
    Boost::headers
    Boost::json
    yaml-cpp::yaml-cpp
    simdjson::simdjson
    re2::re2
    fmt::fmt
    date::date-tz
    hwy::hwy
    xxhash::header)
if(TARGET Graphviz::gvc)
    list(APPEND WRIT_DEPENDENCIES Graphviz::gvc)
endif()
