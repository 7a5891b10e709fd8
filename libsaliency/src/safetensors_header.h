// SPDX-License-Identifier: Apache-2.0
// Stage: a safetensors file's JSON header -> its texts and tensor entries, unchecked. Never builds a
// JSON tree: nlohmann's takes memory while it is compared or destroyed, where running out of it
// cannot be reported.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jpegaware::saliency {

/// Stands in a list for what is no number from 0 up; no file is so large that it means one.
inline constexpr std::uint64_t kNotANumber = std::numeric_limits<std::uint64_t>::max();

/// What the header says of one tensor. Not sound: it holds what the format does not know.
struct TensorEntry {
  std::optional<std::string> dtype;
  std::optional<std::vector<std::uint64_t>> shape;
  std::optional<std::vector<std::uint64_t>> data_offsets;
  bool is_sound = true;
};

struct SafetensorsHeader {
  /// The texts of "__metadata__"; nothing where there is no such object.
  std::optional<std::map<std::string, std::string>> metadata;
  std::map<std::string, TensorEntry> tensors;
};

/// Nothing when the text is not one JSON object. Throws std::bad_alloc.
[[nodiscard]] std::optional<SafetensorsHeader> parse_safetensors_header(std::string_view text);

}  // namespace jpegaware::saliency
