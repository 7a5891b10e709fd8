// SPDX-License-Identifier: Apache-2.0
// Holds every range of EncodeOptions in one place.
#include "jpegaware/options.h"

#include <cmath>
#include <string>

#include "no_throw.h"

namespace jpegaware {
namespace {

Result<void> check_bounds(const char* name, int value, IntBounds bounds) {
  if (value >= bounds.low && value <= bounds.high) {
    return {};
  }
  return Error{ErrorCode::kInvalidArgument, std::string(name) + ": " + std::to_string(value) + " is outside " +
                                                std::to_string(bounds.low) + " to " +
                                                std::to_string(bounds.high)};
}

Result<void> check_tables(std::span<const QuantizationSteps> tables) {
  if (!tables.empty() && tables.size() != 3) {
    return Error{ErrorCode::kInvalidArgument, "tables: " + std::to_string(tables.size()) +
                                                  " given; none or three are needed"};
  }
  for (const QuantizationSteps& table : tables) {
    for (const std::uint16_t step : table) {
      if (auto checked = check_bounds("tables", step, {1, 32767}); !checked) {
        return checked;
      }
    }
  }
  return {};
}

Result<void> check_options(const EncodeOptions& options) {
  if (auto checked = check_bounds("quality", options.quality_1_100, kQualityBounds); !checked) {
    return checked;
  }
  if (auto checked = check_bounds("effort", options.effort_1_9, kEffortBounds); !checked) {
    return checked;
  }
  if (auto checked = check_bounds("threads", options.threads, kThreadBounds); !checked) {
    return checked;
  }
  if (auto checked =
          check_bounds("chroma_quality_offset", options.chroma_quality_offset, kChromaOffsetBounds);
      !checked) {
    return checked;
  }
  if (auto checked = check_tables(options.tables); !checked) {
    return checked;
  }
  if (options.max_pixels < 1) {
    return Error{ErrorCode::kInvalidArgument,
                 "max_pixels: " + std::to_string(options.max_pixels) + " must be at least 1"};
  }
  if (options.max_memory_bytes < 1) {
    return Error{ErrorCode::kInvalidArgument, "max_memory_bytes: " +
                                                  std::to_string(options.max_memory_bytes) +
                                                  " must be at least 1"};
  }
  if (!(options.time_limit_s >= 0 && std::isfinite(options.time_limit_s))) {
    return Error{ErrorCode::kInvalidArgument, "time_limit_s: " + std::to_string(options.time_limit_s) +
                                                  " is not a number of seconds from 0"};
  }
  if (options.density.x < 1 || options.density.y < 1) {
    return Error{ErrorCode::kInvalidArgument, "density: 0 dots; both directions must be at least 1"};
  }
  return {};
}

}  // namespace

Result<void> validate(const EncodeOptions& options) {
  return detail::no_throw([&] { return check_options(options); });
}

}  // namespace jpegaware
