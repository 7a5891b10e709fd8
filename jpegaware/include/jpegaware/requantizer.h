// SPDX-License-Identifier: Apache-2.0
// Coefficients made or read once, files written from them as often as wanted.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "jpegaware/block_grid.h"
#include "jpegaware/block_quality_map.h"
#include "jpegaware/byte_sink.h"
#include "jpegaware/export.h"
#include "jpegaware/image_view.h"
#include "jpegaware/map_mark.h"
#include "jpegaware/options.h"
#include "jpegaware/result.h"

namespace jpegaware {

/// What becomes of the segments of a JPEG that is requantized.
enum class SourceMetadata : std::uint8_t {
  kKeep,  ///< all APPn and COM segments and the density stay; the options' segments follow them
  kDrop,  ///< only what the options name is written
};

/// How a file came about.
enum class FileOrigin : std::uint8_t {
  kQuantized,  ///< levels were chosen for the map
  kRecoded,    ///< the source's own levels, entropy-coded anew: no coefficient changed
  kUnchanged,  ///< the source's own bytes, apart from dropped or added segments
};

/// One picture ready to be written at any qualities: for size and score targets, for trying maps,
/// and for JPEGs that are to become smaller without being decoded to pixels.
///
/// From a JPEG the levels change in the file's own coefficients:
/// - Its tables stay, unless the map's highest quality is below what they stand for; then steps
///   are the larger of its own and those of that quality. No quality is invented, and blocks asked
///   for at least what its tables stand for keep their levels.
/// - A file whose mark says that it was made for a highest and lowest quality both at most the
///   map's has lost what it was asked to lose: it is only entropy-coded anew.
/// - Every file but the source's own bytes carries a mark: the map's, or the source's own where its
///   levels were kept.
/// - What is written is never larger than the file was (segments that the options add aside).
///
/// One Requantizer serves one thread at a time. Memory: 6 bytes a pixel at 4:2:0 while writing, 9
/// from a JPEG.
class JPEGAWARE_EXPORT Requantizer {
 public:
  /// Transforms a picture. The pixels are not needed afterwards.
  /// @return as encode()
  [[nodiscard]] static Result<Requantizer> from_pixels(const ImageView& image,
                                                       const EncodeOptions& options);

  /// Reads a JPEG's levels; the bytes are copied. `options.subsampling` and `front_end` are not
  /// used: the file has its own; should they change, decode and encode pixels instead.
  /// @return bad_input for damaged or truncated files; unsupported where it is neither grey nor
  ///         YCbCr, where luma's sampling is no multiple of chroma's, or a table holds a step of 0
  [[nodiscard]] static Result<Requantizer> from_jpeg(std::span<const std::uint8_t> file,
                                                     SourceMetadata metadata,
                                                     const EncodeOptions& options);
  ~Requantizer();
  Requantizer(Requantizer&&) noexcept;
  Requantizer& operator=(Requantizer&&) noexcept;

  /// The grid that maps must have.
  [[nodiscard]] BlockGrid grid() const noexcept;

  /// The mark in the JPEG read; nothing without one, or from pixels.
  [[nodiscard]] std::optional<MapMark> source_mark() const noexcept;

  /// The quality on libjpeg's scale that the tables of the JPEG read stand for, by their mean
  /// step; nothing from pixels.
  [[nodiscard]] std::optional<float> source_quality_1_100() const noexcept;

  /// Writes a whole file for this map.
  /// @return invalid_argument for a map of another grid, the sink's error, aborted, out_of_memory
  [[nodiscard]] Result<FileOrigin> encode(const BlockQualityMap& quality_map, ByteSink& sink);

 private:
  struct State;
  explicit Requantizer(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

/// One call: a JPEG in, the same picture in fewer or as many bytes out. See Requantizer.
[[nodiscard]] JPEGAWARE_EXPORT Result<std::vector<std::uint8_t>> transcode(
    std::span<const std::uint8_t> file, const BlockQualityMap& quality_map, SourceMetadata metadata,
    const EncodeOptions& options);

}  // namespace jpegaware
