// SPDX-License-Identifier: Apache-2.0
// The encoder's front: pixels and, if there is one, a block quality map in; a JPEG file out.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <vector>

#include "jpegaware/block_quality_map.h"
#include "jpegaware/byte_sink.h"
#include "jpegaware/export.h"
#include "jpegaware/image_view.h"
#include "jpegaware/options.h"
#include "jpegaware/result.h"

namespace jpegaware {

/// An upper bound of what the library itself holds at once while it encodes a picture of this
/// shape, in bytes: coefficients and levels above all, scratch memory of each thread. The
/// caller's pixels, the sink's bytes, the stacks of threads are not in it. Thread-safe.
/// @param image    its size and format count, its pixels are not looked at
/// @param options  subsampling, effort and threads count
[[nodiscard]] JPEGAWARE_EXPORT std::int64_t encode_memory_bytes(const ImageView& image,
                                                                const EncodeOptions& options) noexcept;

/// Encodes a picture with the same quality everywhere.
///
/// @param image    any PixelFormat; read only during the call
/// @param options  see EncodeOptions; validated here
/// @return the whole file; invalid_argument (a view, an option, or more than max_pixels),
///         out_of_memory (an allocation, or max_memory_bytes), aborted (cancelled, or the time limit)
/// Thread-safe: no state outlives the call.
[[nodiscard]] JPEGAWARE_EXPORT Result<std::vector<std::uint8_t>> encode(const ImageView& image,
                                                                        const EncodeOptions& options);

/// The first rung: the same with every other option at its default.
/// A template of `int` alone, so that `encode(image, {})` still means default options.
/// @param quality_1_100  libjpeg's scale
template <std::same_as<int> Quality>
[[nodiscard]] Result<std::vector<std::uint8_t>> encode(const ImageView& image, Quality quality_1_100) {
  EncodeOptions options;
  options.quality_1_100 = quality_1_100;
  return encode(image, options);
}

/// Encodes a picture so that each luma block looks like its own quality in the map.
/// The file's tables are those of the map's highest quality; `options.quality_1_100` is not used.
///
/// @param quality_map  one quality a luma block; its grid must be BlockGrid::for_image's
/// @return as above; invalid_argument also for a map of another grid
[[nodiscard]] JPEGAWARE_EXPORT Result<std::vector<std::uint8_t>> encode(
    const ImageView& image, const BlockQualityMap& quality_map, const EncodeOptions& options);

/// The reusable rung: options are checked once, scratch memory is kept between pictures.
/// One Encoder serves one thread at a time; make one a thread.
class JPEGAWARE_EXPORT Encoder {
 public:
  /// Checks the options and keeps a copy of them. What they point at (tables, profile, segments) and
  /// what their functions use must outlive the encoder. invalid_argument, out_of_memory.
  [[nodiscard]] static Result<Encoder> create(const EncodeOptions& options);
  ~Encoder();
  Encoder(Encoder&&) noexcept;
  Encoder& operator=(Encoder&&) noexcept;

  /// Writes the whole file to the sink; bytes already written when an error is returned are of
  /// no use. The encoder itself may be used again after any error.
  /// @param quality_map  read during the call; null: uniform at options.quality_1_100
  /// @return the errors of encode() above, and the sink's own
  [[nodiscard]] Result<void> encode(const ImageView& image, const BlockQualityMap* quality_map,
                                    ByteSink& sink);

 private:
  struct State;
  explicit Encoder(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

}  // namespace jpegaware
