// SPDX-License-Identifier: Apache-2.0
// A photo's crop in; sizes, scores and BD-rates of its encodings out.
#include "judged_crop.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <utility>

#include "butteraugli_norm.h"
#include "forward_transform.h"
#include "jpegaware/metrics/psnr.h"
#include "jpegaware/metrics/ssim.h"
#include "under_map.h"

namespace jpegaware::search {
namespace {

EncodeOptions anchor_options() {
  EncodeOptions options;
  options.front_end = FrontEnd::kReference;
  options.quantizer = Quantizer::kRounding;
  options.scan_layout = ScanLayout::kSequentialBaseline;
  return options;
}

/// One quality everywhere; no bytes where it fails, which nothing of it can.
std::vector<std::uint8_t> encode_at(const detail::CoefficientPlanes& coefficients, int quality,
                                    const EncodeOptions& options,
                                    const detail::PerceptualParameters& parameters) {
  const auto& geometry = coefficients.geometry;
  const auto map = BlockQualityMap::uniform(
      BlockGrid::for_image(geometry.width_px, geometry.height_px), static_cast<float>(quality));
  auto jpeg = encode_under_map(coefficients, *map, options, parameters);
  return jpeg ? std::move(*jpeg) : std::vector<std::uint8_t>();
}

/// Bytes of the scans alone. A crop's headers weigh far more than a whole photo's would, and no
/// parameter changes them.
double scan_bytes(const std::vector<std::uint8_t>& jpeg) {
  std::size_t headers = 2;
  std::size_t at = 2;
  while (at + 3 < jpeg.size()) {
    const bool marker = jpeg[at] == 0xFF && jpeg[at + 1] >= 0xC0 && jpeg[at + 1] != 0xD9;
    if (!marker) {
      ++at;
      continue;
    }
    const std::size_t length = 2 + (static_cast<std::size_t>(jpeg[at + 2]) << 8 | jpeg[at + 3]);
    headers += length;
    at += length;
  }
  return static_cast<double>(jpeg.size() - headers);
}

std::vector<bench::RatePoint> curve(const std::vector<Encoding>& encodings, std::size_t metric) {
  std::vector<bench::RatePoint> points;
  for (const Encoding& encoding : encodings) {
    points.push_back({encoding.bytes, encoding.score[metric]});
  }
  return points;
}

bench::Image crop(const bench::Image& photo, int x, int y, int width, int height) {
  bench::Image result;
  result.width_px = width;
  result.height_px = height;
  for (int row = 0; row < height; ++row) {
    const auto* first = photo.rgb.data() + 3 * (std::ptrdiff_t{y + row} * photo.width_px + x);
    result.rgb.insert(result.rgb.end(), first, first + std::ptrdiff_t{3} * width);
  }
  return result;
}

}  // namespace

JudgedCrop::JudgedCrop(bench::Image pixels, std::string name, bool whole)
    : pixels_(std::move(pixels)),
      name_(std::move(name)),
      whole_(whole),
      reference_(std::make_unique<metrics::Ssimulacra2Reference>(pixels_.view())) {
  const EncodeOptions options;
  detail::Cancellation cancellation(options.should_cancel);
  static_cast<void>(
      detail::forward_transform(view_of(pixels_), options, cancellation, coefficients_)
          .has_value());
  for (const int quality : kAnchorQualities) {
    anchor_.push_back(judge(encode_anchor(quality), true));
  }
}

std::vector<std::uint8_t> JudgedCrop::encode_anchor(int quality) const {
  const EncodeOptions options = anchor_options();
  detail::Cancellation cancellation(options.should_cancel);
  detail::CoefficientPlanes coefficients;
  static_cast<void>(
      detail::forward_transform(view_of(pixels_), options, cancellation, coefficients).has_value());
  return encode_at(coefficients, quality, options, detail::shipped_parameters());
}

Encoding JudgedCrop::judge(const std::vector<std::uint8_t>& jpeg, bool butteraugli) const {
  const auto decoded = bench::decode_jpeg(jpeg);
  if (!decoded) {
    return {0.0, {NAN, NAN, NAN, NAN}};
  }
  const auto original = pixels_.view();
  const auto distorted = decoded->view();
  return {whole_ ? static_cast<double>(jpeg.size()) : scan_bytes(jpeg),
          {reference_->score(distorted),
           butteraugli ? -butteraugli_3norm(original, distorted) : std::nan(""),
           -10.0 * std::log10(1.0 - metrics::ms_ssim(original, distorted)),
           metrics::psnr_y_db(original, distorted)}};
}

Encoding JudgedCrop::encode(const detail::PerceptualParameters& parameters, int quality,
                            const Trial& trial) const {
  EncodeOptions options;
  options.effort_1_9 = trial.effort_1_9;
  return judge(encode_at(coefficients_, quality, options, parameters), trial.butteraugli);
}

Scores JudgedCrop::bd_rates(const detail::PerceptualParameters& parameters,
                            const Trial& trial) const {
  std::vector<Encoding> encodings;
  for (const int quality : trial.qualities) {
    encodings.push_back(encode(parameters, quality, trial));
  }
  Scores rates{};
  for (std::size_t metric = 0; metric < kMetrics; ++metric) {
    const auto rate = bench::bd_rate(curve(anchor_, metric), curve(encodings, metric),
                                     anchor_.front().score[metric], anchor_.back().score[metric]);
    rates[metric] = rate ? rate->percent : std::numeric_limits<double>::quiet_NaN();
  }
  return rates;
}

Result<std::vector<JudgedCrop>> load_crops(const std::filesystem::path& folder, int per_photo,
                                           int side_px, unsigned seed) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".png") {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  std::vector<JudgedCrop> crops;
  std::mt19937 random(seed);
  for (const auto& path : paths) {
    const auto photo = bench::read_image(path);
    if (!photo) {
      return photo.error();
    }
    const int width = std::min(side_px, photo->width_px);
    const int height = std::min(side_px, photo->height_px);
    for (int i = 0; i < per_photo; ++i) {
      const auto x =
          static_cast<int>(random() % static_cast<unsigned>(photo->width_px - width + 1));
      const auto y =
          static_cast<int>(random() % static_cast<unsigned>(photo->height_px - height + 1));
      crops.emplace_back(
          crop(*photo, x, y, width, height),
          path.stem().string().substr(0, 6) + "+" + std::to_string(x) + "+" + std::to_string(y),
          width == photo->width_px && height == photo->height_px);
    }
  }
  return crops;
}

}  // namespace jpegaware::search
