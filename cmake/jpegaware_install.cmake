# SPDX-License-Identifier: Apache-2.0
# How our libraries are installed: shared and static builds may share a prefix, each brings its own
# export set, and the package config picks one of them.

if(BUILD_SHARED_LIBS)
  set(JPEGAWARE_LINKAGE shared)
else()
  set(JPEGAWARE_LINKAGE static)
endif()
set(JPEGAWARE_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/jpegaware")
set(JPEGAWARE_DATA_DIR "${CMAKE_INSTALL_DATADIR}/jpegaware")
set(JPEGAWARE_MODULE_DIR "${CMAKE_INSTALL_LIBDIR}/jpegaware")

# jpegaware_version_script(TARGET FILE): exports what FILE lists, where the linker can.
function(jpegaware_version_script target file)
  if(BUILD_SHARED_LIBS)
    target_link_options(${target} PRIVATE "-Wl,--version-script=${file}")
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${file}")
  endif()
endfunction()

# jpegaware_install_library(TARGET COMPONENT): the library, its headers (include/ here and in the
# build folder) and the export set of a find_package component.
function(jpegaware_install_library target component)
  set(export_name "jpegaware-${component}-${JPEGAWARE_LINKAGE}-targets")
  install(
    TARGETS ${target}
    EXPORT ${export_name}
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
            COMPONENT runtime
            NAMELINK_COMPONENT dev
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT dev)
  install(
    DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/include/" "${CMAKE_CURRENT_BINARY_DIR}/include/"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
    COMPONENT dev
    FILES_MATCHING
    PATTERN "*.h")
  install(
    EXPORT ${export_name}
    NAMESPACE jpegaware::
    DESTINATION "${JPEGAWARE_CMAKE_DIR}"
    COMPONENT dev)
endfunction()

# jpegaware_install_pc(NAME): NAME.pc from cmake/NAME.pc.in; its prefix is found from where it lies.
function(jpegaware_install_pc name)
  file(RELATIVE_PATH JPEGAWARE_PC_PREFIX "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
  string(REGEX REPLACE "/$" "" JPEGAWARE_PC_PREFIX "${JPEGAWARE_PC_PREFIX}")
  configure_file("${PROJECT_SOURCE_DIR}/cmake/${name}.pc.in" "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
  install(
    FILES "${PROJECT_BINARY_DIR}/${name}.pc"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig"
    COMPONENT dev)
endfunction()

# jpegaware_install_package(): config and version files of the whole package.
function(jpegaware_install_package)
  include(CMakePackageConfigHelpers)
  configure_package_config_file(
    "${PROJECT_SOURCE_DIR}/cmake/jpegaware-config.cmake.in"
    "${PROJECT_BINARY_DIR}/jpegaware-config.cmake"
    INSTALL_DESTINATION "${JPEGAWARE_CMAKE_DIR}"
    PATH_VARS JPEGAWARE_DATA_DIR)
  write_basic_package_version_file("${PROJECT_BINARY_DIR}/jpegaware-config-version.cmake"
                                   COMPATIBILITY SameMinorVersion)
  install(
    FILES "${PROJECT_BINARY_DIR}/jpegaware-config.cmake"
          "${PROJECT_BINARY_DIR}/jpegaware-config-version.cmake"
    DESTINATION "${JPEGAWARE_CMAKE_DIR}"
    COMPONENT dev)
endfunction()
