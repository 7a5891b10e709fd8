// SPDX-License-Identifier: Apache-2.0
// A crop of a photo made ready to be encoded with any parameters and judged by several metrics.
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bd_rate.h"
#include "coefficient_image.h"
#include "jpegaware/metrics/ssimulacra2.h"
#include "jpegaware/result.h"
#include "perceptual_parameters.h"
#include "picture_file.h"

namespace jpegaware::search {

/// What the search judges by; each as a BD-rate against `cjpeg -optimize -sample 2x2`, q50-q90.
inline constexpr std::size_t kMetrics = 4;
inline constexpr std::array<const char*, kMetrics> kMetricNames = {"ssimulacra2", "butteraugli3",
                                                                   "ms_ssim", "psnr_y"};
using Scores = std::array<double, kMetrics>;

/// An encoding's size and curve scores (larger is better, see bench::curve_score()).
struct Encoding {
  double bytes = 0.0;  ///< of a crop: those of the scans, without headers
  Scores score{};
};

/// Settings of one judgement that are no parameters.
struct Trial {
  int effort_1_9 = 5;
  /// Wide enough to cover the anchor's q50 to q90 wherever the parameters go: a BD-rate over part
  /// of the range would reward moving the range.
  std::vector<int> qualities = {42, 64, 82, 95};
  bool butteraugli = true;  ///< four fifths of the time; without it its BD-rate is NaN
};

class JudgedCrop {
 public:
  /// Transforms the crop once, and encodes and scores the anchor's curve.
  /// @param whole a whole photo: its files' headers count
  JudgedCrop(bench::Image pixels, std::string name, bool whole);

  /// BD-rates in percent against the anchor; NaN where the curves do not overlap.
  [[nodiscard]] Scores bd_rates(const detail::PerceptualParameters& parameters,
                                const Trial& trial) const;

  /// One encoding at a quality.
  [[nodiscard]] Encoding encode(const detail::PerceptualParameters& parameters, int quality,
                                const Trial& trial) const;

  /// The anchor's encodings at kAnchorQualities.
  [[nodiscard]] const std::vector<Encoding>& anchor() const { return anchor_; }
  [[nodiscard]] const std::string& name() const { return name_; }

  static constexpr std::array<int, 5> kAnchorQualities = {50, 60, 70, 80, 90};

 private:
  [[nodiscard]] Encoding judge(const std::vector<std::uint8_t>& jpeg, bool butteraugli) const;
  [[nodiscard]] std::vector<std::uint8_t> encode_anchor(int quality) const;

  bench::Image pixels_;
  std::string name_;
  bool whole_;
  std::unique_ptr<metrics::Ssimulacra2Reference> reference_;
  detail::CoefficientPlanes coefficients_;
  std::vector<Encoding> anchor_;
};

/// `per_photo` crops of side_px from every PNG of a folder, from seeded places; photos that are
/// smaller are taken whole. io or bad_input with the file's name.
[[nodiscard]] Result<std::vector<JudgedCrop>> load_crops(const std::filesystem::path& folder,
                                                         int per_photo, int side_px, unsigned seed);

}  // namespace jpegaware::search
