// SPDX-License-Identifier: Apache-2.0
// Stage: every metric of a pair. Input: original and decoded picture. Output: named numbers.
#include "scores.h"

#include <cmath>
#include <cstdio>
#include <limits>

#include "jpegaware/metrics/psnr.h"
#include "jpegaware/metrics/psnr_hvs.h"
#include "jpegaware/metrics/ssim.h"
#include "jpegaware/metrics/vif.h"
#include "picture_file.h"
#include "process.h"

namespace jpegaware::bench {
namespace {

constexpr std::array<std::string_view, kMetricCount> kNames = {
    "psnr_y",     "psnr_rgb", "ssim",         "msssim",          "psnr_hvs",
    "psnr_hvs_m", "vifp",     "ssimulacra2",  "butteraugli_max", "butteraugli_3norm",
};

double& at(Scores& scores, Metric metric) { return scores[static_cast<std::size_t>(metric)]; }

}  // namespace

std::string_view name(Metric metric) { return kNames[static_cast<std::size_t>(metric)]; }

bool has_butteraugli() {
  static const bool found = !find_program("butteraugli_main").empty();
  return found;
}

Result<Butteraugli> butteraugli(const metrics::Picture& reference,
                                const metrics::Picture& distorted) {
  if (!has_butteraugli()) {
    return Error{ErrorCode::kUnsupported,
                 "butteraugli_main is not installed (Debian package libjxl-devtools)"};
  }
  const Result<TemporaryDirectory> folder = TemporaryDirectory::create();
  if (!folder) return folder.error();
  const std::filesystem::path a = folder->path() / "reference.ppm";
  const std::filesystem::path b = folder->path() / "distorted.ppm";
  if (const Result<void> written = write_ppm(a, reference); !written) return written.error();
  if (const Result<void> written = write_ppm(b, distorted); !written) return written.error();
  const Result<ProcessResult> run = run_process({"butteraugli_main", a.string(), b.string()});
  if (!run) return run.error();
  // Notes about colour go before the numbers: a line with the maximum, a line "3-norm: x".
  Butteraugli out;
  const std::size_t at = run->output.find("3-norm:");
  const std::size_t line_end = at == std::string::npos || at == 0 ? at : at - 1;
  if (run->exit_status != 0 || at == std::string::npos || line_end == 0) {
    return Error{ErrorCode::kIo, "butteraugli_main: unexpected output: " + run->output};
  }
  const std::size_t line = run->output.rfind('\n', line_end - 1);
  const char* text = run->output.c_str();
  if (std::sscanf(text + (line == std::string::npos ? 0 : line + 1), "%lf", &out.max) != 1 ||
      std::sscanf(text + at, "3-norm: %lf", &out.norm3) != 1) {
    return Error{ErrorCode::kIo, "butteraugli_main: unexpected output: " + run->output};
  }
  return out;
}

Scorer::Scorer(const metrics::Picture& original) : original_(original), ssimulacra2_(original) {}

Result<Scores> Scorer::score(const metrics::Picture& decoded, bool with_butteraugli) const {
  Scores out;
  out.fill(std::numeric_limits<double>::quiet_NaN());
  const metrics::PsnrHvs hvs = metrics::psnr_hvs(original_, decoded);
  at(out, Metric::kPsnrY) = metrics::psnr_y_db(original_, decoded);
  at(out, Metric::kPsnrRgb) = metrics::psnr_rgb_db(original_, decoded);
  at(out, Metric::kSsim) = metrics::ssim(original_, decoded);
  at(out, Metric::kMsSsim) = metrics::ms_ssim(original_, decoded);
  at(out, Metric::kPsnrHvs) = hvs.hvs_db;
  at(out, Metric::kPsnrHvsM) = hvs.hvs_m_db;
  at(out, Metric::kVifp) = metrics::vifp(original_, decoded);
  at(out, Metric::kSsimulacra2) = ssimulacra2_.score(decoded);
  // The program refuses pictures under 8 pixels; those stay unmeasured.
  const bool large_enough = decoded.width_px >= 8 && decoded.height_px >= 8;
  if (with_butteraugli && has_butteraugli() && large_enough) {
    const Result<Butteraugli> distance = butteraugli(original_, decoded);
    if (!distance) return distance.error();
    at(out, Metric::kButteraugliMax) = distance->max;
    at(out, Metric::kButteraugli3Norm) = distance->norm3;
  }
  return out;
}

std::string to_csv(double value) {
  if (std::isnan(value)) return "";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  std::array<char, 32> buffer;
  std::snprintf(buffer.data(), buffer.size(), "%.8g", value);
  return buffer.data();
}

std::string to_json(const Scores& scores) {
  std::string out = "{";
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (i > 0) out += ", ";
    std::string value = to_csv(scores[i]);
    if (value.empty()) value = "null";
    if (std::isinf(scores[i])) value = '"' + value + '"';
    out += '"' + std::string(kNames[i]) + "\": " + value;
  }
  return out + "}";
}

}  // namespace jpegaware::bench
