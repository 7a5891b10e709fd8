// SPDX-License-Identifier: Apache-2.0
// Stage: pictures of any size for timing. Input: a photo, megapixels. Output: a photo of that size.
#include "scaled_picture.h"

#include <algorithm>
#include <cmath>

namespace jpegaware::bench {
namespace {

/// RGB as floats, interleaved as in Image.
struct Planes {
  std::vector<float> rgb;
  int width_px = 0;
  int height_px = 0;

  [[nodiscard]] const float* at(int x, int y) const {
    return rgb.data() + 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_px) +
                             static_cast<std::size_t>(x));
  }
};

// Means of factor x factor pixels; an incomplete last row or column is dropped.
Planes reduced(const Image& image, int factor) {
  Planes out{{}, image.width_px / factor, image.height_px / factor};
  for (int y = 0; y < out.height_px; ++y) {
    for (int x = 0; x < out.width_px; ++x) {
      for (int c = 0; c < 3; ++c) {
        int sum = 0;
        for (int j = 0; j < factor; ++j) {
          const std::uint8_t* row = image.view().row(y * factor + j) + 3 * x * factor + c;
          for (int i = 0; i < factor; ++i) sum += row[3 * i];
        }
        out.rgb.push_back(static_cast<float>(sum) / static_cast<float>(factor * factor));
      }
    }
  }
  return out;
}

// What a 5x5 mean takes away.
Planes detail_of(const Planes& photo) {
  constexpr int kReach = 2;
  Planes out{{}, photo.width_px, photo.height_px};
  for (int y = 0; y < photo.height_px; ++y) {
    for (int x = 0; x < photo.width_px; ++x) {
      for (int c = 0; c < 3; ++c) {
        float sum = 0.0F;
        for (int j = -kReach; j <= kReach; ++j) {
          for (int i = -kReach; i <= kReach; ++i) {
            sum += photo.at(std::clamp(x + i, 0, photo.width_px - 1),
                            std::clamp(y + j, 0, photo.height_px - 1))[c];
          }
        }
        out.rgb.push_back(photo.at(x, y)[c] - sum / 25.0F);
      }
    }
  }
  return out;
}

int mirrored(int i, int n) {
  const int at = i % (2 * n);
  return at < n ? at : 2 * n - 1 - at;
}

/// Two neighbours and the second's share, for one column or row of the result.
struct Between {
  int first = 0;
  int second = 0;
  float share = 0.0F;
};

std::vector<Between> positions(int count, int source_count) {
  std::vector<Between> out;
  for (int i = 0; i < count; ++i) {
    const float at = std::clamp((static_cast<float>(i) + 0.5F) * static_cast<float>(source_count) /
                                        static_cast<float>(count) -
                                    0.5F,
                                0.0F, static_cast<float>(source_count - 1));
    const int first = static_cast<int>(at);
    out.push_back({first, std::min(first + 1, source_count - 1), at - static_cast<float>(first)});
  }
  return out;
}

}  // namespace

Image scaled_picture(const Image& photo, double megapixels) {
  const double scale =
      std::sqrt(megapixels * 1e6 / (static_cast<double>(photo.width_px) * photo.height_px));
  const int factor =
      std::clamp(static_cast<int>(1.0 / scale), 1, std::min(photo.width_px, photo.height_px));
  const Planes from = reduced(photo, factor);
  const Planes detail = detail_of(from);
  // At the photo's own size nothing is missing.
  const float gain = static_cast<float>(std::max(0.0, 1.0 - 1.0 / (scale * scale)));
  Image out;
  out.width_px = std::max(1, static_cast<int>(std::lround(photo.width_px * scale)));
  out.height_px = std::max(1, static_cast<int>(std::lround(photo.height_px * scale)));
  const std::vector<Between> columns = positions(out.width_px, from.width_px);
  const std::vector<Between> rows = positions(out.height_px, from.height_px);
  out.rgb.resize(3 * static_cast<std::size_t>(out.width_px) *
                 static_cast<std::size_t>(out.height_px));
  std::uint8_t* to = out.rgb.data();
  for (int y = 0; y < out.height_px; ++y) {
    const Between& row = rows[static_cast<std::size_t>(y)];
    for (int x = 0; x < out.width_px; ++x) {
      const Between& column = columns[static_cast<std::size_t>(x)];
      const float* a = from.at(column.first, row.first);
      const float* b = from.at(column.second, row.first);
      const float* c = from.at(column.first, row.second);
      const float* d = from.at(column.second, row.second);
      const float* fine = detail.at(mirrored(x, detail.width_px), mirrored(y, detail.height_px));
      for (int k = 0; k < 3; ++k) {
        const float above = a[k] + column.share * (b[k] - a[k]);
        const float below = c[k] + column.share * (d[k] - c[k]);
        const float value = above + row.share * (below - above) + gain * fine[k];
        *to++ = static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0F, 255.0F)));
      }
    }
  }
  return out;
}

}  // namespace jpegaware::bench
