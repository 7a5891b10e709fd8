// SPDX-License-Identifier: Apache-2.0
// Stage perceptual_error: a rebuilt picture in, its visible error with gradient and curvature out.
#include "perceptual_error.h"

#include <algorithm>

namespace jpegaware::detail {
namespace {

/// SSIMULACRA2 2.1's published weights of 0.5 and more, by channel X, Y, B and scale.
constexpr std::array<std::array<MapWeights, kErrorScales>, 3> kWeights = {
    {{{{},
       {{0.0F, 1.104F}, {}, {}},
       {{0.0F, 1.842F}, {0.0F, 11.441F}, {}},
       {{0.0F, 1.879F}, {0.0F, 10.949F}, {}},
       {{}, {0.968F, 0.998F}, {}}}},
     {{{{0.0F, 7.467F}, {}, {0.0F, 17.446F}},
       {{0.0F, 6.683F}, {}, {0.0F, 1.028F}},
       {{225.205F, 19.213F}, {}, {}},
       {{176.393F, 24.433F}, {}, {}},
       {{0.0F, 34.779F}, {0.0F, 44.836F}, {}}}},
     {{{},
       {},
       {},
       {{0.0F, 8.827F}, {0.0F, 23.192F}, {}},
       {{95.108F, 0.0F}, {0.986F, 171.267F}, {0.983F, 0.981F}}}}}};

constexpr std::size_t kLuma = 1;
constexpr int kCellSide = 8;

Channels channels_at(std::size_t scale) {
  if (kWeights[2][scale].any()) {
    return Channels::kXYB;
  }
  return kWeights[0][scale].any() ? Channels::kXY : Channels::kY;
}

/// Rows of a scale that a cell of 8x8 pixels covers; at the coarsest scale one row covers two.
int cell_rows_at(std::size_t scale) { return std::max(kCellSide >> scale, 1); }

RowsOut3 rows_of(FloatPlane& plane) { return {plane.row(0), plane.row(1), plane.row(2)}; }

void clear(const RowsOut3& rows, int width) {
  for (float* row : rows) {
    std::fill_n(row, width, 0.0F);
  }
}

}  // namespace

ErrorSums& operator+=(ErrorSums& sums, const ErrorSums& other) noexcept {
  for (std::size_t scale = 0; scale < kErrorScales; ++scale) {
    for (std::size_t c = 0; c < 3; ++c) {
      sums[scale][c] += other[scale][c];
    }
  }
  return sums;
}

double error_of(const ErrorSums& sums) noexcept {
  double error = 0.0;
  for (std::size_t scale = 0; scale < kErrorScales; ++scale) {
    for (std::size_t c = 0; c < 3; ++c) {
      if (kWeights[c][scale].any()) {
        error += error_of(sums[scale][c], kWeights[c][scale]);
      }
    }
  }
  return error;
}

void PerceptualError::start(const YccPlanes& original, PixelRows counted) {
  counted_ = counted;
  original_.start(original, *kernels_);
}

/// The window's last rows are the picture's where nothing follows.
RowSpan PerceptualError::counted_at(std::size_t scale) const noexcept {
  const int height = original_.height(scale);
  return {counted_.first >> scale,
          counted_.last >= original_.height(0) ? height : counted_.last >> scale};
}

RowSpan PerceptualError::spread(RowSpan rows, int by, std::size_t scale) const noexcept {
  return {std::max(rows.first - by, 0), std::min(rows.last + by, original_.height(scale))};
}

void PerceptualError::start_scale(std::size_t scale) {
  Scale& state = scales_[scale];
  const int width = rebuilt_.width(scale);
  for (std::size_t c = 0; c < state.maps.size(); ++c) {
    if (kWeights[c][scale].any()) {
      state.maps[c].start(width, *map_kernels_);
    }
  }
  for (FloatPlane& plane : state.by_light) {
    plane.reshape(scale > 0 ? width : 0, scale > 0 ? rebuilt_.height(scale) : 0);
  }
  for (FloatPlane* rows : {&state.coarser, &state.curvature, &state.spare}) {
    rows->reshape(width, 3);
  }
  clear(rows_of(state.coarser), width);
}

void PerceptualError::write_offsets(std::size_t scale, int y) {
  OffsetRows out{};
  for (std::size_t c = 0; c < 3; ++c) {
    if (kWeights[c][scale].any()) {
      out.original[c] = scales_[scale].maps[c].original_row(y);
      out.error[c] = scales_[scale].maps[c].error_row(y);
    }
  }
  kernels_->offsets_row(channels_at(scale), original_.row(scale, y), rebuilt_.row(scale, y),
                        rebuilt_.width(scale), out);
}

ErrorSums PerceptualError::measure(const YccPlanes& rebuilt) {
  rebuilt_.start(rebuilt, *kernels_);
  ErrorSums sums;
  for (std::size_t scale = 0; scale < kErrorScales; ++scale) {
    start_scale(scale);
    measure_scale(scale, sums);
  }
  return sums;
}

void PerceptualError::measure_scale(std::size_t scale, ErrorSums& sums) {
  const RowSpan counted = counted_at(scale);
  const RowSpan offsets = spread(counted, kReach, scale);
  for (int y = offsets.first; y < counted.last + kReach; ++y) {
    if (offsets.holds(y)) {
      write_offsets(scale, y);
    }
    for (std::size_t c = 0; c < 3 && counted.holds(y - kReach); ++c) {
      if (kWeights[c][scale].any()) {
        scales_[scale].maps[c].sum(y - kReach, offsets, sums[scale][c]);
      }
    }
  }
}

const PerceptualLook& PerceptualError::look(const YccPlanes& rebuilt, const ErrorSums& whole) {
  rebuilt_.start(rebuilt, *kernels_);
  look_.sums = {};
  look_.gradient.resize(rebuilt.size());
  look_.curvature.resize(rebuilt.size());
  const auto cells = [](int pixels) {
    return static_cast<std::size_t>((pixels + kCellSide - 1) / kCellSide);
  };
  for (std::size_t c = 0; c < rebuilt.size(); ++c) {
    look_.gradient[c].reshape(rebuilt[0].width(), rebuilt[0].height());
    look_.curvature[c].resize(cells(rebuilt[0].width()) * cells(rebuilt[0].height()));
  }
  for (std::size_t scale = kErrorScales; scale-- > 0;) {
    start_scale(scale);
    look_at_scale(scale, whole);
  }
  return look_;
}

void PerceptualError::look_at_scale(std::size_t scale, const ErrorSums& whole) {
  // Chroma and the finer scale read one row past the counted ones.
  const RowSpan counted = counted_at(scale);
  const RowSpan finished = spread(counted, 2, scale);
  const RowSpan differentiated = spread(finished, kReach, scale);
  const RowSpan offsets = spread(differentiated, kReach, scale);
  std::array<MapSlopes, 3> slopes{};
  for (std::size_t c = 0; c < 3; ++c) {
    slopes[c] = slopes_of(whole[scale][c], kWeights[c][scale]);
  }
  for (int ahead = offsets.first; ahead < finished.last + 2 * kReach; ++ahead) {
    if (offsets.holds(ahead)) {
      write_offsets(scale, ahead);
    }
    const int middle = ahead - kReach;
    const int y = middle - kReach;
    for (std::size_t c = 0; c < 3; ++c) {
      ChannelMaps& maps = scales_[scale].maps[c];
      if (kWeights[c][scale].any() && differentiated.holds(middle)) {
        maps.differentiate(middle, offsets, slopes[c],
                           counted.holds(middle) ? &look_.sums[scale][c] : nullptr);
      }
      if (kWeights[c][scale].any() && finished.holds(y)) {
        maps.finish(y, differentiated);
      }
    }
    if (finished.holds(y)) {
      finish_row(scale, y);
    }
  }
}

/// Takes the channels' derivatives of a row to light, at full size to Y, Cb, Cr.
void PerceptualError::finish_row(std::size_t scale, int y) {
  Scale& state = scales_[scale];
  const int width = rebuilt_.width(scale);
  const RowSpan counted = counted_at(scale);
  RowsOut3 curvature = rows_of(state.spare);
  if (counted.holds(y)) {
    curvature = rows_of(state.curvature);
    if ((y - counted.first) % cell_rows_at(scale) == 0) {
      clear(curvature, width);
    }
  }
  ChannelRows by_xyb{channels_at(scale), {}, {}};
  for (std::size_t c = 0; c < 3; ++c) {
    if (kWeights[c][scale].any()) {
      by_xyb.gradient[c] = state.maps[c].gradient_row(y);
      by_xyb.curvature[c] = state.maps[c].curvature_row(y);
    }
  }
  const RowsIn3 coarser = coarser_rows(scale, y);
  if (scale > 0) {
    kernels_->colour_back_row(
        rebuilt_.row(scale, y), by_xyb, coarser, width,
        {state.by_light[0].row(y), state.by_light[1].row(y), state.by_light[2].row(y)}, curvature);
  } else {
    const bool colour = look_.gradient.size() == 3;
    const RowsOut3 by_ycc = {look_.gradient[0].row(y),
                             colour ? look_.gradient[1].row(y) : state.spare.row(1),
                             colour ? look_.gradient[2].row(y) : state.spare.row(2)};
    kernels_->picture_back_row(rebuilt_.ycc_row(y), by_xyb.gradient[kLuma], by_xyb.curvature[kLuma],
                               coarser, width, by_ycc, curvature);
  }
  if (counted.holds(y)) {
    average_cells(scale, y);
  }
}

/// A quarter of each coarse sample goes to each of the four (at odd edges fewer) that it came from.
RowsIn3 PerceptualError::coarser_rows(std::size_t scale, int y) {
  Scale& state = scales_[scale];
  if (scale + 1 < kErrorScales) {
    const int height = rebuilt_.height(scale);
    const float factor = height % 2 != 0 && y == height - 1 ? 0.5F : 0.25F;
    for (std::size_t c = 0; c < 3; ++c) {
      kernels_->expand_row(scales_[scale + 1].by_light[c].row(y / 2), factor, rebuilt_.width(scale),
                           state.coarser.row(static_cast<int>(c)));
    }
  }
  return {state.coarser.row(0), state.coarser.row(1), state.coarser.row(2)};
}

/// Gives cells their mean once row y completes them; at the coarsest scale a sample covers 2x2.
void PerceptualError::average_cells(std::size_t scale, int y) {
  const RowSpan counted = counted_at(scale);
  const int side = cell_rows_at(scale);
  const int row_in_cell = (y - counted.first) % side;
  if (row_in_cell + 1 < side && y + 1 < counted.last) {
    return;
  }
  const int width = rebuilt_.width(scale);
  const int cells_across = (rebuilt_.width(0) + kCellSide - 1) / kCellSide;
  const int cells_down = (rebuilt_.height(0) + kCellSide - 1) / kCellSide;
  const int shared = scale > 3 ? 1 << (scale - 3) : 1;  // cells that a sample covers each way
  const int first_row = (y - row_in_cell) / side * shared;
  for (std::size_t c = 0; c < look_.curvature.size(); ++c) {
    const float* sums = scales_[scale].curvature.row(static_cast<int>(c));
    for (int column = 0; column < cells_across; ++column) {
      const int left = column / shared * side;
      const int right = std::min(left + side, width);
      float sum = 0.0F;
      for (int x = left; x < right; ++x) {
        sum += sums[x];
      }
      const float mean = sum / static_cast<float>((right - left) * (row_in_cell + 1));
      for (int row = first_row; row < std::min(first_row + shared, cells_down); ++row) {
        look_.curvature[c][static_cast<std::size_t>(row * cells_across + column)][scale] = mean;
      }
    }
  }
}

}  // namespace jpegaware::detail
