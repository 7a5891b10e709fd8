// SPDX-License-Identifier: Apache-2.0
// What a caller may ask of the encoder, with the bounds that library, programs and tests share.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "jpegaware/export.h"
#include "jpegaware/result.h"

namespace jpegaware {

/// How chroma planes are sampled against luma (horizontal:vertical factors 2x2, 2x1, 1x1).
/// Ignored for grey pictures.
enum class ChromaSubsampling : std::uint8_t { k420, k422, k444 };

/// How the coefficients are laid out in the file.
enum class ScanLayout : std::uint8_t {
  kProgressive,         ///< scans chosen by measured size, Huffman tables of their own
  kSequentialBaseline,  ///< one interleaved baseline scan, 8-bit tables: for hardware decoders
};

/// How pixels become coefficients.
enum class FrontEnd : std::uint8_t {
  kPerceptual,  ///< float planes, sharper chroma, our tables: what the product uses
  kReference,   ///< libjpeg's integer planes, box downsampling, islow DCT, Annex K's tables
};

/// How levels are chosen from coefficients.
enum class Quantizer : std::uint8_t {
  kRateDistortion,  ///< the trellis, with a weight a block
  kRounding,        ///< plain division and rounding, as libjpeg does: ignores block weights
};

/// Whether a file that the optimiser made says so (map_mark.h): 27 bytes.
enum class FileMark : std::uint8_t { kWrite, kOmit };

/// Which instructions the stages may use. The bytes are the same.
enum class Simd : std::uint8_t {
  kBest,   ///< the best that this processor has
  kPlain,  ///< the plain C++ versions: to compare with
};

/// A marker segment to put into the file: its marker code, 0xE0..0xEF (APPn) or 0xFE (COM), and
/// what follows the length, at most 65,533 bytes. Not owned.
struct MarkerSegment {
  std::uint8_t code = 0;
  std::span<const std::uint8_t> payload;
};
inline constexpr std::size_t kMaxSegmentPayload_bytes = 65533;

/// JFIF's pixel density: dots an inch or a centimetre, or only the pixel's aspect.
struct PixelDensity {
  enum class Unit : std::uint8_t { kAspectOnly = 0, kPerInch = 1, kPerCentimetre = 2 };
  Unit unit = Unit::kAspectOnly;
  std::uint16_t x = 1;  ///< at least 1
  std::uint16_t y = 1;  ///< at least 1
  friend constexpr bool operator==(const PixelDensity&, const PixelDensity&) noexcept = default;
};

/// A quantization table: 64 steps, row by row (v * 8 + u, u horizontal), each in 1..32767.
using QuantizationSteps = std::array<std::uint16_t, 64>;

/// Inclusive integer bounds of an option; programs print them, validate() enforces them.
struct IntBounds {
  int low;
  int high;
};
inline constexpr IntBounds kQualityBounds{1, 100};
inline constexpr IntBounds kEffortBounds{1, 9};
inline constexpr IntBounds kThreadBounds{1, 256};
inline constexpr IntBounds kChromaOffsetBounds{-99, 99};

/// Everything encode() can be told. An aggregate: name what you change, the rest is the default.
struct EncodeOptions {
  /// libjpeg's scale; with a block quality map the map's own values count instead.
  int quality_1_100 = 75;
  ChromaSubsampling subsampling = ChromaSubsampling::k420;
  /// Chroma's tables are made for so much more or less quality than luma's, within 1..100.
  int chroma_quality_offset = 0;
  /// Tables to use instead of those that a quality makes: none, or those of Y, Cb and Cr (a grey
  /// picture takes the first). Blocks of the map's highest quality get them in full; in sequential
  /// files steps above 255 become 255. Not owned.
  std::span<const QuantizationSteps> tables;
  ScanLayout scan_layout = ScanLayout::kProgressive;
  FrontEnd front_end = FrontEnd::kPerceptual;
  Quantizer quantizer = Quantizer::kRateDistortion;
  /// 1 is the fastest, 9 searches the most. Bytes depend on it, not on the machine. From 7 on a
  /// closed loop rebuilds the picture, looks where the error shows and chooses levels again (effort
  /// - 6 times): about ten times the default's time, and memory as encode_memory_bytes() says.
  int effort_1_9 = 5;
  /// Threads that one encode may use. The bytes are the same for any number.
  int threads = 1;
  Simd simd = Simd::kBest;
  /// Refuses larger pictures before allocating: 250 megapixels.
  std::int64_t max_pixels = 250'000'000;
  /// Refuses, before allocating, what encode_memory_bytes() says needs more: 4 GiB.
  std::int64_t max_memory_bytes = std::int64_t{4} << 30;
  /// ICC profile to embed (copied into the file as APP2 segments); empty: none. Not owned.
  std::span<const std::uint8_t> icc_profile;
  /// Segments written in this order behind JFIF's own and before the ICC profile's, taken as they
  /// are (EXIF, XMP, comments). Neither the list nor the payloads are owned.
  std::span<const MarkerSegment> segments;
  FileMark mark = FileMark::kWrite;
  /// Goes into the JFIF segment.
  PixelDensity density;
  /// Wall time that one encode may take, in seconds, looked at between rows of blocks; passing it
  /// ends the encode with ErrorCode::kAborted. 0: as long as it takes.
  double time_limit_s = 0;
  /// Asked between rows of blocks; returning true ends the encode with ErrorCode::kAborted.
  /// May be called from worker threads, never concurrently with itself.
  std::function<bool()> should_cancel;
  /// Told the name and wall time of each finished stage, from the calling thread.
  std::function<void(std::string_view stage, double elapsed_s)> on_stage;
  /// Told after each stage, from the calling thread, how much of the encode is done: rises to 1.
  std::function<void(double done_0_1)> on_progress;
  /// Told one line a stage for a log, from the calling thread.
  std::function<void(std::string_view line)> on_log;
};

/// Checks every range above. invalid_argument names the option, its value and its bounds.
[[nodiscard]] JPEGAWARE_EXPORT Result<void> validate(const EncodeOptions& options);

}  // namespace jpegaware
