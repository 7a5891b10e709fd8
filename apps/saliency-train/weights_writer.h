// SPDX-License-Identifier: Apache-2.0
// Stage: a weights file and new tensors -> a weights file with those tensors in it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jpegaware/result.h"

namespace jpegaware::apps {

enum class StoredAs : unsigned char { kFloat16, kFloat32 };

struct TensorValues {
  StoredAs stored_as = StoredAs::kFloat32;
  std::vector<int> shape;
  std::vector<float> values;  ///< row-major
};

/// By name. Weights are stored as 16-bit floats and biases as 32-bit ones, as the loader wants.
using NamedTensors = std::map<std::string, TensorValues>;

/// The bytes of a safetensors file that holds what `original` (a whole such file that the loader
/// accepts) holds, with `tensors` added or in the place of those of the same name, `metadata`
/// likewise, and the checksum made anew. The same input gives the same bytes.
/// @return bad_weights when `original` is no safetensors file with a checksum
[[nodiscard]] Result<std::vector<std::byte>> with_tensors(
    std::span<const std::byte> original, const NamedTensors& tensors,
    const std::map<std::string, std::string>& metadata);

/// The same without the tensors whose names begin with `prefix`; errors as above.
[[nodiscard]] Result<std::vector<std::byte>> without_tensors(std::span<const std::byte> original,
                                                             std::string_view prefix);

}  // namespace jpegaware::apps
