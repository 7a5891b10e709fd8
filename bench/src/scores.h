// SPDX-License-Identifier: Apache-2.0
// Stage: every metric of a pair. Input: original and decoded picture. Output: named numbers.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "jpegaware/metrics/picture.h"
#include "jpegaware/metrics/ssimulacra2.h"
#include "jpegaware/result.h"

namespace jpegaware::bench {

/// The whole-picture metrics in the order of the CSV's columns.
enum class Metric {
  kPsnrY,
  kPsnrRgb,
  kSsim,
  kMsSsim,
  kPsnrHvs,
  kPsnrHvsM,
  kVifp,
  kSsimulacra2,
  kButteraugliMax,
  kButteraugli3Norm,
};
inline constexpr int kMetricCount = 10;

/// Column name of a metric, e.g. "psnr_hvs_m".
[[nodiscard]] std::string_view name(Metric metric);

/// One value a metric. NaN: not measured (the picture is too small, or no Butteraugli program).
using Scores = std::array<double, kMetricCount>;

/// Distances of `butteraugli_main` (Debian's libjxl-devtools), at its default 80 nits.
struct Butteraugli {
  double max = 0.0;
  double norm3 = 0.0;
};

/// True if `butteraugli_main` is in PATH.
[[nodiscard]] bool has_butteraugli();

/// Runs `butteraugli_main` on two pictures through temporary files.
/// @return io or unsupported where the program is missing, fails or prints something else
[[nodiscard]] Result<Butteraugli> butteraugli(const metrics::Picture& reference,
                                              const metrics::Picture& distorted);

/// Scores many decoded pictures against one original, whose side is prepared once.
/// The original must outlive it. score() is thread-safe.
class Scorer {
 public:
  explicit Scorer(const metrics::Picture& original);
  /// @pre the picture has the original's size
  /// @return every metric; io if the Butteraugli program is there but fails
  [[nodiscard]] Result<Scores> score(const metrics::Picture& decoded, bool with_butteraugli) const;

 private:
  metrics::Picture original_;
  metrics::Ssimulacra2Reference ssimulacra2_;
};

/// Scores as one JSON object under the columns' names; what was not measured is null, and an
/// infinite PSNR (equal pictures) is the string "inf", for which JSON has no number.
[[nodiscard]] std::string to_json(const Scores& scores);

/// A number as it stands in CSV files: shortest text that reads back as the same double rounded to
/// 8 digits; empty for NaN; "inf" for infinity.
[[nodiscard]] std::string to_csv(double value);

}  // namespace jpegaware::bench
