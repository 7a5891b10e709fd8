// SPDX-License-Identifier: Apache-2.0
// Measures what 4:2:0 would do to a picture's chroma.
#include "content_sampling.h"

#include <algorithm>
#include <cstdlib>

namespace jpegaware::apps {
namespace {

struct Chroma {
  int blue;
  int red;
};

/// BT.601 Cb and Cr without the offset of 128.
Chroma chroma_of(const std::uint8_t* rgb) {
  const int red = rgb[0];
  const int green = rgb[1];
  const int blue = rgb[2];
  return {(-11059 * red - 21709 * green + 32768 * blue) / 65536,
          (32768 * red - 27439 * green - 5329 * blue) / 65536};
}

/// Chroma this far off the mean of its 2x2 cell is seen as a fringe.
constexpr int kVisible = 24;

}  // namespace

ChromaStatistics chroma_statistics(const Picture& picture) {
  ChromaStatistics statistics;
  if (picture.format != PixelFormat::kRgb8) {
    return statistics;
  }
  const ImageView view = picture.view();
  std::size_t smeared = 0;
  std::size_t cells = 0;
  for (int y = 0; y < view.height_px; y += 2) {
    const std::uint8_t* const rows[] = {view.row(y), view.row(std::min(y + 1, view.height_px - 1))};
    for (int x = 0; x < view.width_px; x += 2) {
      const int right = std::min(x + 1, view.width_px - 1);
      const Chroma corners[] = {chroma_of(rows[0] + x * 3), chroma_of(rows[0] + right * 3),
                                chroma_of(rows[1] + x * 3), chroma_of(rows[1] + right * 3)};
      int blue = 0;
      int red = 0;
      for (const Chroma& corner : corners) {
        blue += corner.blue;
        red += corner.red;
        statistics.largest_chroma = std::max({statistics.largest_chroma, std::abs(corner.blue), std::abs(corner.red)});
      }
      bool is_smeared = false;
      for (const Chroma& corner : corners) {
        is_smeared = is_smeared || std::abs(corner.blue - blue / 4) > kVisible || std::abs(corner.red - red / 4) > kVisible;
      }
      smeared += is_smeared ? 1 : 0;
      ++cells;
    }
  }
  statistics.smeared_share = static_cast<double>(smeared) / static_cast<double>(cells);
  return statistics;
}

ContentSampling sampling_for(const Picture& picture) {
  constexpr int kNoColor = 1;  // what rounding leaves of grey
  constexpr double kSmearedTooMuch = 0.01;
  const ChromaStatistics statistics = chroma_statistics(picture);
  if (statistics.largest_chroma <= kNoColor) {
    return ContentSampling::kGray;
  }
  return statistics.smeared_share > kSmearedTooMuch ? ContentSampling::k444 : ContentSampling::k420;
}

}  // namespace jpegaware::apps
