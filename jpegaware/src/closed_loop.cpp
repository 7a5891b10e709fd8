// SPDX-License-Identifier: Apache-2.0
// Stage closed_loop: original coefficients and levels in, levels chosen anew out.
#include "closed_loop.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "frame_layout.h"
#include "parallel_rows.h"

namespace jpegaware::detail {
namespace {

constexpr int kCell = 8;
/// Rows around a strip that its errors and gradients depend on: the filter's reach at the coarsest
/// scale.
constexpr int kContextRows = 64;
constexpr float kUnitsPerPixel = 1 << kCoeffFractionBits;

// -- What a coefficient does at each scale --------------------------------------------------------

/// Samples along one axis of the basis function of frequency u, as the decoder shows it.
std::vector<float> shown_basis(std::size_t u, bool doubled) {
  const auto& basis = kDctBasis[u];
  std::vector<float> shown(basis.begin(), basis.end());
  if (doubled) {
    shown.clear();
    for (std::size_t x = 0; x < 2 * basis.size(); ++x) {
      const std::size_t nearer = x / 2;
      const std::size_t last = basis.size() - 1;
      const std::size_t further =
          x % 2 == 0 ? std::max<std::size_t>(nearer, 1) - 1 : std::min(nearer + 1, last);
      shown.push_back(0.75F * basis[nearer] + 0.25F * basis[further]);
    }
  }
  return shown;
}

std::vector<float> means_of(const std::vector<float>& samples, std::size_t side) {
  std::vector<float> means;
  for (std::size_t first = 0; first < samples.size(); first += side) {
    float sum = 0.0F;
    for (std::size_t x = first; x < std::min(first + side, samples.size()); ++x) {
      sum += samples[x];
    }
    means.push_back(sum / static_cast<float>(side));
  }
  return means;
}

/// Along one axis, the energy that a unit of frequency u has at each scale, plus what it shares
/// with other frequencies: a coarse sample is moved by all of them, and each must not act as if it
/// were alone.
using AxisResponse = std::array<std::array<float, 8>, kErrorScales>;
AxisResponse axis_response(bool doubled) {
  AxisResponse response{};
  for (std::size_t scale = 0; scale < kErrorScales; ++scale) {
    std::array<std::vector<float>, 8> coarse;
    for (std::size_t u = 0; u < 8; ++u) {
      coarse[u] = means_of(shown_basis(u, doubled), std::size_t{1} << scale);
    }
    for (std::size_t u = 0; u < 8; ++u) {
      for (std::size_t other = 0; other < 8; ++other) {
        float shared = 0.0F;
        for (std::size_t i = 0; i < coarse[u].size(); ++i) {
          shared += coarse[u][i] * coarse[other][i];
        }
        response[scale][u] += std::abs(shared);
      }
    }
  }
  return response;
}

LoopWeights loop_weights(std::size_t component, const CoefficientImage& image, float own_share) {
  const SamplingFactors factors =
      component == 0 ? SamplingFactors{} : sampling_factors(image.geometry);
  const AxisResponse across = axis_response(factors.horizontal == 2);
  const AxisResponse down = axis_response(factors.vertical == 2);
  LoopWeights weights;
  weights.own_share = own_share;
  weights.pull.resize(image.components[component].levels.count());
  for (std::size_t scale = 0; scale < kErrorScales; ++scale) {
    for (std::size_t p = 0; p < kBlockCoeffs; ++p) {
      const std::size_t k = kNaturalOfZigzag[p];
      const auto step = static_cast<float>(image.components[component].table[k]);
      weights.response[scale][p] = across[scale][k % 8] * down[scale][k / 8] * (step * step);
    }
  }
  return weights;
}

// -- One strip ------------------------------------------------------------------------------------

/// A strip with its context.
struct Window {
  PixelRows rows;     ///< of the picture
  PixelRows counted;  ///< of the window
};

Window window_of(PixelRows strip, int height_px) {
  const int first = std::max(strip.first - kContextRows, 0);
  const int last = std::min(strip.last + kContextRows, height_px);
  return {{first, last}, {strip.first - first, strip.last - first}};
}

/// The curvature at each scale over one block: the mean of its cells.
CellCurvature block_curvature(const std::vector<CellCurvature>& cells, const FrameGeometry& window,
                              SamplingFactors factors, int column, int row) {
  const int width = (window.width_px + kCell - 1) / kCell;
  const int height = (window.height_px + kCell - 1) / kCell;
  CellCurvature sum{};
  float count = 0.0F;
  for (int y = row * factors.vertical; y < std::min((row + 1) * factors.vertical, height); ++y) {
    for (int x = column * factors.horizontal;
         x < std::min((column + 1) * factors.horizontal, width); ++x) {
      const CellCurvature& cell = cells[static_cast<std::size_t>(y * width + x)];
      for (std::size_t scale = 0; scale < kErrorScales; ++scale) {
        sum[scale] += cell[scale];
      }
      count += 1.0F;
    }
  }
  for (float& one : sum) {
    one /= count;
  }
  return sum;
}

/// Bits that a squared error of one step costs by `pull`, where a unit of it is a bit.
StepBits pull_bits(const CellCurvature& pull, const LoopWeights& weights) noexcept {
  StepBits bits{};
  for (std::size_t scale = 0; scale < kErrorScales; ++scale) {
    for (std::size_t p = 0; p < bits.size(); ++p) {
      bits[p] += pull[scale] * weights.response[scale][p];
    }
  }
  return bits;
}

std::int16_t fixed_point(float value) noexcept {
  return static_cast<std::int16_t>(
      std::clamp(std::floor(value * kUnitsPerPixel + 0.5F), -32767.0F, 32767.0F));
}

/// Where the decoder should best rebuild a block's coefficients: x - g / h, no further from the
/// original than `reach` steps, for beyond that the model of the error is not to be believed.
void set_targets(std::span<const float, kBlockCoeffs> gradient, const StepBits& curvature_bits,
                 const CoefficientImage::Component& component, std::size_t block, float reach,
                 std::span<const std::int16_t, kBlockCoeffs> original,
                 std::span<std::int16_t, kBlockCoeffs> target) {
  const auto levels = component.levels.block(block);
  for (std::size_t p = 0; p < kBlockCoeffs; ++p) {
    const std::size_t k = kNaturalOfZigzag[p];
    const auto step = static_cast<float>(component.table[k]);
    const float source = static_cast<float>(original[k]) / kUnitsPerPixel;
    const float now = static_cast<float>(levels[k]) * step;
    // h/2 is curvature_bits / step^2; where the error does not see the coefficient it stays.
    const float best = curvature_bits[p] > 0.0F
                           ? now - 0.5F * gradient[k] * (step * step) / curvature_bits[p]
                           : source;
    target[k] = fixed_point(std::clamp(best, source - reach * step, source + reach * step));
  }
}

// -- The loop -------------------------------------------------------------------------------------

class Loop {
 public:
  Loop(const CoefficientPlanes& original, const std::vector<std::vector<float>>& asked,
       const LoopBalance& balance, std::vector<LevelJob>& jobs, CoefficientImage& image)
      : original_(original),
        asked_(asked),
        balance_(balance),
        jobs_(jobs),
        image_(image),
        strips_(loop_strips(original.geometry)) {
    targets_.geometry = original.geometry;
    targets_.components = original.components;
    for (std::size_t c = 0; c < jobs.size(); ++c) {
      jobs[c].loop = loop_weights(c, image, balance.own);
      jobs[c].coefficients = &targets_.components[c];
    }
  }

  /// Before the first look: how large the error is over the whole picture.
  Result<void> measure(const EncodeOptions& options, Cancellation& cancellation) {
    return over_strips(options, cancellation, [&](Worker& worker, const Window& /*window*/) {
      return worker.judge.measure(worker.rebuilt.planes());
    });
  }

  /// Looks at the levels and sets targets and weights for the next ones.
  Result<void> look(const EncodeOptions& options, Cancellation& cancellation) {
    const ErrorSums whole = sums_;
    auto done = over_strips(options, cancellation, [&](Worker& worker, const Window& window) {
      const PerceptualLook& look = worker.judge.look(worker.rebuilt.planes(), whole);
      for (std::size_t c = 0; c < jobs_.size(); ++c) {
        take_component(c, window, look, worker.gradient);
      }
      return look.sums;
    });
    if (done) {
      balance_weights();
    }
    return done;
  }

 private:
  [[nodiscard]] int height_px() const { return original_.geometry.height_px; }

  /// What a thread holds of the strip that it works on.
  struct Worker {
    explicit Worker(Simd simd) : original(simd), rebuilt(simd), judge(simd), gradient(simd) {}
    RebuiltWindow original, rebuilt;
    PerceptualError judge;
    GradientRows gradient;
    bool keeps_original = false;  ///< of a picture that is one strip
  };

  /// Adds up what `work` measures in each strip, in the strips' order.
  template <typename Work>
  Result<void> over_strips(const EncodeOptions& options, Cancellation& cancellation,
                           const Work& work) {
    while (workers_.size() < static_cast<std::size_t>(std::max(options.threads, 1))) {
      workers_.push_back(std::make_unique<Worker>(options.simd));
    }
    std::vector<ErrorSums> parts(strips_.size());
    auto done = parallel_rows(
        static_cast<int>(strips_.size()), options.threads, cancellation, [&](int i, int index) {
          Worker& worker = *workers_[static_cast<std::size_t>(index)];
          const Window window = window_of(strips_[static_cast<std::size_t>(i)], height_px());
          show(window, worker);
          parts[static_cast<std::size_t>(i)] = work(worker, window);
        });
    sums_ = {};
    for (const ErrorSums& part : parts) {
      sums_ += part;
    }
    return done;
  }

  void show(const Window& window, Worker& worker) const {
    if (!worker.keeps_original) {
      worker.original.rebuild(original_, window.rows);
      worker.judge.start(worker.original.planes(), window.counted);
      worker.keeps_original = strips_.size() == 1;
    }
    worker.rebuilt.rebuild(image_, window.rows);
  }

  void take_component(std::size_t c, const Window& window, const PerceptualLook& look,
                      GradientRows& rows) {
    const FrameGeometry geometry = geometry_of_rows(original_.geometry, window.rows);
    const SamplingFactors factors = c == 0 ? SamplingFactors{} : sampling_factors(geometry);
    const int block_px = kCell * factors.vertical;
    const int width = original_.components[c].width_blocks;
    const int last_row = (window.counted.last + block_px - 1) / block_px;
    for (int row = window.counted.first / block_px; row < last_row; ++row) {
      const auto gradient = rows.block_row(look.gradient[c], geometry, static_cast<int>(c), row);
      for (int column = 0; column < width; ++column) {
        const auto here = static_cast<std::size_t>(column);
        const auto block =
            static_cast<std::size_t>((row + window.rows.first / block_px) * width + column);
        CellCurvature pull = block_curvature(look.curvature[c], geometry, factors, column, row);
        for (float& one : pull) {
          one *= 0.5F;
        }
        LoopWeights& weights = *jobs_[c].loop;
        weights.pull[block] = pull;
        set_targets(std::span<const float, kBlockCoeffs>(gradient.data() + here * kBlockCoeffs,
                                                         kBlockCoeffs),
                    pull_bits(pull, weights), image_.components[c], block, balance_.reach,
                    original_.components[c].block(block), targets_.components[c].block(block));
      }
    }
  }

  /// Bits for a unit of error: so many that, over luma's AC and apart from what the map asks, what
  /// pulls weighs balance.pull times the parameters' weights.
  [[nodiscard]] float bits_of_error() const {
    double own = 0.0;
    double pull = 0.0;
    const LevelJob& luma = jobs_[0];
    for (std::size_t block = 0; block < luma.weights.size(); ++block) {
      const StepBits own_bits = own_step_bits(luma, block);
      const StepBits bits = pull_bits(luma.loop->pull[block], *luma.loop);
      float own_sum = 0.0F;
      float sum = 0.0F;
      for (std::size_t p = 1; p < kBlockCoeffs; ++p) {
        own_sum += own_bits[p];
        sum += bits[p];
      }
      own += static_cast<double>(own_sum / asked_[0][block]);
      pull += static_cast<double>(sum);
    }
    return pull > 0.0 ? static_cast<float>(static_cast<double>(balance_.pull) * own / pull) : 0.0F;
  }

  /// Gives the pulls their price and mixes their targets with the original.
  void balance_weights() {
    const float bits = bits_of_error();
    for (std::size_t c = 0; c < jobs_.size(); ++c) {
      LoopWeights& weights = *jobs_[c].loop;
      for (std::size_t block = 0; block < weights.pull.size(); ++block) {
        for (float& one : weights.pull[block]) {
          one *= bits * asked_[c][block];
        }
        mix_targets(c, block);
      }
    }
  }

  void mix_targets(std::size_t c, std::size_t block) {
    const StepBits all = loop_step_bits(jobs_[c], block);
    const StepBits pull = pull_bits(jobs_[c].loop->pull[block], *jobs_[c].loop);
    const auto original = original_.components[c].block(block);
    const auto target = targets_.components[c].block(block);
    for (std::size_t p = 0; p < kBlockCoeffs; ++p) {
      const std::size_t k = kNaturalOfZigzag[p];
      const auto from = static_cast<float>(original[k]);
      const float moved = (static_cast<float>(target[k]) - from) * (pull[p] / all[p]);
      target[k] = static_cast<std::int16_t>(std::floor(from + moved + 0.5F));
    }
  }

  const CoefficientPlanes& original_;
  const std::vector<std::vector<float>>& asked_;
  const LoopBalance& balance_;
  std::vector<LevelJob>& jobs_;
  CoefficientImage& image_;
  std::vector<PixelRows> strips_;
  std::vector<std::unique_ptr<Worker>> workers_;
  CoefficientPlanes targets_;
  ErrorSums sums_{};
};

}  // namespace

std::vector<PixelRows> loop_strips(const FrameGeometry& geometry) {
  constexpr int kStripPixels = 1 << 20;
  constexpr int kAlignment = 16;
  constexpr int kLeastRows = 256;  // fewer, and most of the work would be context
  const int rows = std::max(kStripPixels / geometry.width_px / kAlignment * kAlignment, kLeastRows);
  std::vector<PixelRows> strips;
  for (int first = 0; first < geometry.height_px; first += rows) {
    strips.push_back({first, std::min(first + rows, geometry.height_px)});
  }
  return strips;
}

Result<void> close_loop(int looks, const CoefficientPlanes& original,
                        const std::vector<std::vector<float>>& asked, const LoopBalance& balance,
                        const EncodeOptions& options, Cancellation& cancellation,
                        std::vector<LevelJob>& jobs, CoefficientImage& image) {
  Loop loop(original, asked, balance, jobs, image);
  if (auto done = loop.measure(options, cancellation); !done) {
    return done;
  }
  for (int i = 0; i < looks; ++i) {
    if (auto done = loop.look(options, cancellation); !done) {
      return done;
    }
    if (auto done = trellis_pass(jobs, options, cancellation); !done) {
      return done;
    }
    choose_dc(jobs, image, options.scan_layout);
  }
  return {};
}

}  // namespace jpegaware::detail
