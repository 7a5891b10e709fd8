// SPDX-License-Identifier: Apache-2.0
// Stage: encoders under test. Input: a picture and a quality. Output: a JPEG in memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "jpegaware/options.h"
#include "jpegaware/result.h"
#include "picture_file.h"

namespace jpegaware::bench {

/// Which qualities an encoder takes.
struct QualityScale {
  int lowest = 1;
  bool fractional = true;
};

/// One encoder with one choice of settings; only the quality is left open.
class Codec {
 public:
  virtual ~Codec() = default;

  /// What a command line calls it, e.g. "jpegli-noaq": one of codec_names(), with "-effort9"
  /// behind it where an effort other than the library's own was asked for.
  [[nodiscard]] virtual std::string_view variant() const = 0;
  /// Whose it is: jpegaware, libjpeg-turbo, mozjpeg, jpegli or guetzli.
  [[nodiscard]] virtual std::string_view codec() const = 0;
  /// Its settings in words, the quality left out.
  [[nodiscard]] virtual std::string_view parameters() const = 0;
  /// Package and version, recorded in every row.
  [[nodiscard]] virtual std::string_view version() const = 0;

  [[nodiscard]] virtual QualityScale scale() const { return {}; }
  /// True if each encode runs a program of its own.
  [[nodiscard]] virtual bool is_program() const { return false; }

  /// Encodes at a quality of the encoder's own scale. Between two whole qualities lies what lies
  /// between their tables, distances or maps, so that files of any size can be asked for; a whole
  /// quality is the encoder's own. Thread-safe.
  /// @pre quality_1_100 is in [scale().lowest, 100], and whole unless scale().fractional
  [[nodiscard]] virtual Result<std::vector<std::uint8_t>> encode(const Image& image,
                                                                 double quality_1_100) const = 0;
};

/// Where codecs that are not part of this build are found, and how ours are set.
struct CodecSetup {
  std::filesystem::path peers;    ///< what bench/install-peers.sh filled
  std::filesystem::path weights;  ///< the saliency network's weights; empty: the build's own
  int effort_1_9 = EncodeOptions{}.effort_1_9;  ///< of jpegaware's own encoders
};

/// `../../peers` and the build's weights, seen from the running program; the library's effort.
[[nodiscard]] CodecSetup default_setup();

/// The variants that make_codec() knows.
[[nodiscard]] std::vector<std::string_view> codec_names();

/// Makes a codec by its variant's name.
/// @return invalid_argument for an unknown name; unsupported, with what to install, where the
///         codec is not there or this build lacks it
[[nodiscard]] Result<std::unique_ptr<Codec>> make_codec(std::string_view variant,
                                                        const CodecSetup& setup);

}  // namespace jpegaware::bench
