# SPDX-License-Identifier: Apache-2.0
# OpenCV's core and dnn alone: OpenCV's own config file comes with all of its modules (on Debian
# libopencv-dev), of which we need two. Defines OpenCVDnn::dnn.
find_path(OpenCVDnn_INCLUDE_DIR opencv2/dnn.hpp PATH_SUFFIXES opencv4)
find_library(OpenCVDnn_CORE_LIBRARY opencv_core)
find_library(OpenCVDnn_LIBRARY opencv_dnn)
if(OpenCVDnn_INCLUDE_DIR AND EXISTS "${OpenCVDnn_INCLUDE_DIR}/opencv2/core/version.hpp")
  file(STRINGS "${OpenCVDnn_INCLUDE_DIR}/opencv2/core/version.hpp" version_lines
       REGEX "#define CV_VERSION_(MAJOR|MINOR|REVISION) +[0-9]+")
  string(REGEX REPLACE "[^0-9;]" "" version_parts "${version_lines}")
  list(JOIN version_parts "." OpenCVDnn_VERSION)
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  OpenCVDnn
  REQUIRED_VARS OpenCVDnn_LIBRARY OpenCVDnn_CORE_LIBRARY OpenCVDnn_INCLUDE_DIR
  VERSION_VAR OpenCVDnn_VERSION)
mark_as_advanced(OpenCVDnn_INCLUDE_DIR OpenCVDnn_CORE_LIBRARY OpenCVDnn_LIBRARY)
if(OpenCVDnn_FOUND AND NOT TARGET OpenCVDnn::dnn)
  add_library(OpenCVDnn::dnn UNKNOWN IMPORTED)
  set_target_properties(
    OpenCVDnn::dnn
    PROPERTIES IMPORTED_LOCATION "${OpenCVDnn_LIBRARY}"
               INTERFACE_INCLUDE_DIRECTORIES "${OpenCVDnn_INCLUDE_DIR}"
               INTERFACE_LINK_LIBRARIES "${OpenCVDnn_CORE_LIBRARY}")
endif()
