// SPDX-License-Identifier: Apache-2.0
// The quantizer's parameters as a list of named coordinates that a search can move along.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "jpegaware/result.h"
#include "perceptual_parameters.h"

namespace jpegaware::search {

/// How a coordinate of the search becomes a value: one unit is 10 % of a positive value, or a
/// fixed step of a value that may have any sign.
struct ParameterInfo {
  std::string name;                                 ///< as the file has it, e.g. "y.ac"
  float& (*access)(detail::PerceptualParameters&);  ///< where the value lies
  bool logarithmic;
  float unit;  ///< ln(1.1) where logarithmic
};
[[nodiscard]] const std::vector<ParameterInfo>& parameter_list();

/// `base` moved by `offset` units, one entry a parameter.
[[nodiscard]] detail::PerceptualParameters moved(const detail::PerceptualParameters& base,
                                                 const std::vector<double>& offset);

/// "name value" lines; every name must be there once. io or bad_input with the file's name.
[[nodiscard]] Result<detail::PerceptualParameters> read_parameters(
    const std::filesystem::path& path);
[[nodiscard]] Result<void> write_parameters(const std::filesystem::path& path,
                                            detail::PerceptualParameters parameters);

}  // namespace jpegaware::search
