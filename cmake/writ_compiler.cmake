# How Writ's own targets are compiled. Nothing here reaches those who use the library.

if(PROJECT_IS_TOP_LEVEL)
    if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
        set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo or MinSizeRel" FORCE)
    endif()
    set(CMAKE_CXX_EXTENSIONS OFF)
    set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
endif()

add_library(writ_warnings INTERFACE)
target_compile_options(writ_warnings INTERFACE -Wall -Wextra -Wconversion)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(writ_warnings INTERFACE -Wno-maybe-uninitialized)  # GCC 12 sees it in every std::optional
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(writ_warnings INTERFACE -Wno-deprecated-declarations)  # libstdc++ 12's own stable_sort
endif()
if(WRIT_WARNINGS_AS_ERRORS)
    target_compile_options(writ_warnings INTERFACE -Werror)
endif()

if(WRIT_SANITIZE)
    add_compile_options(-fsanitize=${WRIT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${WRIT_SANITIZE})
endif()

if(WRIT_BUILD_FUZZERS)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()

if(WRIT_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    find_program(WRIT_CCACHE_PROGRAM ccache)
    mark_as_advanced(WRIT_CCACHE_PROGRAM)
    if(WRIT_CCACHE_PROGRAM)
        set(CMAKE_CXX_COMPILER_LAUNCHER "${WRIT_CCACHE_PROGRAM}")
    endif()
endif()
