# SPDX-License-Identifier: Apache-2.0
# Debian packages by `cpack -G DEB`: jpegaware (programs, libraries, runtime module, weights),
# jpegaware-heif (the reader of HEIF and AVIF: libheif1 brings libx265, which is GPL, so nobody gets it
# unasked) and libjpegaware-dev (headers, CMake and pkg-config files). tests/package/debian_test.sh
# installs, runs and removes them on a bare Debian 12.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME jpegaware)
set(CPACK_PACKAGE_VENDOR jpegaware)
set(CPACK_PACKAGE_CONTACT "the jpegaware developers")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)

set(CPACK_COMPONENTS_ALL runtime dev)
if(TARGET jpegaware_reader_heif)
  list(APPEND CPACK_COMPONENTS_ALL heif)
endif()
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${JPEGAWARE_STAGE_LIB}")

set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME jpegaware)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION graphics)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SUGGESTS jpegaware-heif)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION
    "Programs and libraries that write JPEG files any decoder reads, with more\n of their bytes where people look; the network's weights are included.")

set(CPACK_DEBIAN_HEIF_PACKAGE_NAME jpegaware-heif)
set(CPACK_DEBIAN_HEIF_PACKAGE_SECTION graphics)
set(CPACK_DEBIAN_HEIF_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_HEIF_PACKAGE_DEPENDS "jpegaware (= ${PROJECT_VERSION})")
set(CPACK_COMPONENT_HEIF_DESCRIPTION "Lets jpegaware's programs read HEIF and AVIF pictures.")

set(CPACK_DEBIAN_DEV_PACKAGE_NAME libjpegaware-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "jpegaware (= ${PROJECT_VERSION})")
set(CPACK_COMPONENT_DEV_DESCRIPTION "Headers, CMake and pkg-config files of jpegaware, for C and C++.")

include(CPack)
