# cmake --install: headers, library, CMake and pkg-config files, the command line tool, the licence.

include(CMakePackageConfigHelpers)

set(writ_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/writ")

install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/writ" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
    FILES_MATCHING PATTERN "*.hpp" PATTERN "*.ipp")
install(TARGETS writ_library writ_headers EXPORT writTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(EXPORT writTargets NAMESPACE writ:: DESTINATION "${writ_cmake_dir}")
if(TARGET writ_cli)
    install(TARGETS writ_cli RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

set(writ_has_graphviz OFF)
set(writ_pc_graphviz "")
if(TARGET Graphviz::gvc)
    set(writ_has_graphviz ON)
    set(writ_pc_graphviz " -lgvc -lcgraph")
endif()
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/writConfig.cmake.in"
    "${PROJECT_BINARY_DIR}/writConfig.cmake" INSTALL_DESTINATION "${writ_cmake_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/writConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES
    "${PROJECT_BINARY_DIR}/writConfig.cmake"
    "${PROJECT_BINARY_DIR}/writConfigVersion.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/writ_dependencies.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/FindGraphviz.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/Findre2.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/Findxxhash.cmake"
    DESTINATION "${writ_cmake_dir}")

# The prefix is written relative to the file, so that an installed tree can be moved.
file(RELATIVE_PATH writ_pc_to_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
configure_file("${PROJECT_SOURCE_DIR}/cmake/writ.pc.in" "${PROJECT_BINARY_DIR}/writ.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/writ.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DATADIR}/licenses/writ")
