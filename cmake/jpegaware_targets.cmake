# SPDX-License-Identifier: Apache-2.0
# What every target of the project shares: warnings, sanitizers, export headers.

add_library(jpegaware_warnings INTERFACE)
target_compile_options(
  jpegaware_warnings
  INTERFACE -Wall
            -Wextra
            -Wshadow
            -Wconversion
            $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
            $<$<COMPILE_LANGUAGE:CXX>:-Wold-style-cast>
            # GCC 12 sees overlaps in std::string's own code that are not there (its bug 105651).
            $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
            $<$<BOOL:${JPEGAWARE_WARNINGS_AS_ERRORS}>:-Werror>)

# Levels must not depend on the compiler's mood: no fused multiply-add unless code asks for it.
add_library(jpegaware_numerics INTERFACE)
target_compile_options(jpegaware_numerics INTERFACE -ffp-contract=off)

add_library(jpegaware_sanitizers INTERFACE)
if(JPEGAWARE_SANITIZERS)
  # GCC 12 takes instrumented vector code for reads of unset variables.
  target_compile_options(
    jpegaware_sanitizers INTERFACE -fsanitize=${JPEGAWARE_SANITIZERS} -fno-omit-frame-pointer
                                   -Wno-maybe-uninitialized)
  target_link_options(jpegaware_sanitizers INTERFACE -fsanitize=${JPEGAWARE_SANITIZERS})
endif()

# jpegaware_setup(TARGET): the private settings of one of our own targets.
function(jpegaware_setup target)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:jpegaware_warnings>
                                          $<BUILD_INTERFACE:jpegaware_numerics>
                                          $<BUILD_INTERFACE:jpegaware_sanitizers>)
endfunction()
