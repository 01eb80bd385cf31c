# `cmake --install`: header, both libraries, program, language data, Lua modules, and what
# pkg-config and find_package need. The prefix may be moved afterwards: the data is found relative
# to the library, and the package files are relative to themselves.
include(CMakePackageConfigHelpers)

set_target_properties(gazette_shared PROPERTIES EXPORT_NAME gazette)
install(TARGETS gazette_shared gazette_static gazette_system gazette_sanitize EXPORT gazetteTargets)
install(TARGETS gazette RUNTIME)
install(FILES core/include/gazette.h TYPE INCLUDE)
foreach(folder data/english queries)
  if(IS_DIRECTORY ${PROJECT_SOURCE_DIR}/${folder})
    install(DIRECTORY ${folder} DESTINATION ${CMAKE_INSTALL_DATADIR}/gazette)
  endif()
endforeach()
install(TARGETS gazette_lua51 LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/lua/5.1/gazette)
if(TARGET gazette_lua54)
  install(TARGETS gazette_lua54 LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/lua/5.4/gazette)
endif()

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/gazette)
install(EXPORT gazetteTargets NAMESPACE gazette:: DESTINATION ${package_dir})
configure_package_config_file(cmake/gazetteConfig.cmake.in gazetteConfig.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(gazetteConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/gazetteConfig.cmake ${PROJECT_BINARY_DIR}/gazetteConfigVersion.cmake
  DESTINATION ${package_dir})

file(RELATIVE_PATH pc_to_prefix ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" pc_to_prefix "${pc_to_prefix}")
set(pc_requires "sqlite3 libutf8proc libxml-2.0 jansson")
if(TREESITTER_FOUND)
  string(APPEND pc_requires " tree-sitter")
endif()
configure_file(cmake/gazette.pc.in gazette.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/gazette.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
