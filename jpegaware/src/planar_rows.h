// SPDX-License-Identifier: Apache-2.0
// Stage: planes of Y, Cb, Cr in any coding -> rows in JPEG's own, at the file's own sampling.
// Pure arithmetic; one object serves one thread.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "frame_layout.h"
#include "jpegaware/image_view.h"

namespace jpegaware::detail {

/// What takes samples of one coding to full-range BT.601: first each component by itself (code
/// values become 0 to 255 and -127.5 to 127.5), then luma gets its share of chroma, and chroma is
/// turned. BT.601's own turns nothing.
struct Recoding {
  float luma_black = 0.0F;
  float luma_scale = 1.0F;
  float chroma_scale = 1.0F;
  bool is_turned = false;  ///< by what follows
  float y_cb = 0.0F, y_cr = 0.0F;
  float cb_cb = 1.0F, cb_cr = 0.0F;
  float cr_cb = 0.0F, cr_cr = 1.0F;
};
[[nodiscard]] Recoding recoding_of(YcbcrCoding coding) noexcept;

/// Rows of a planar view as color_convert gives them: full-range BT.601, centred on 0, nothing
/// rounded, no RGB in between. Rows below the last repeat it.
class PlanarRows {
 public:
  /// @param image  a planar view that validate() has passed
  explicit PlanarRows(const ImageView& image);

  /// Row y of luma, width_px floats. Reads chroma where the coding turns it, interpolated as below.
  void luma_row(int y, float* out);

  /// Row y of both chroma planes of a file sampled so: at {2, 2} the view's own samples, else
  /// interpolated 3:1 between neighbours along each axis that the file samples fully, as decoders
  /// do (libjpeg's "fancy" upsampling).
  void chroma_row(int y, SamplingFactors factors, float* cb, float* cr);

 private:
  struct Pair {
    float* cb;
    float* cr;
  };
  void load_chroma(int row, Pair out) const;
  void interpolate_down(int y, Pair out);
  void interpolate_across(const float* half, float* full) const;
  void turn(Pair row, int width) const;

  ImageView image_;
  Recoding recoding_;
  int chroma_width_;
  int chroma_height_;
  std::array<std::vector<float>, 2> half_;   ///< a row of chroma samples
  std::array<std::vector<float>, 2> other_;  ///< its neighbour above or below
  std::array<std::vector<float>, 2> full_;   ///< chroma of one luma row
};

/// A float row, centred on 0, as libjpeg's bytes.
void round_row(const float* row, int width, std::uint8_t* out);

}  // namespace jpegaware::detail
