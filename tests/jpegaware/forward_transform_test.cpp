// SPDX-License-Identifier: Apache-2.0
// Laws of the way from pixels to coefficients.
#include "forward_transform.h"

#include <cmath>
#include <functional>

#include "catch.hpp"
#include "picture_factory.h"

using namespace jpegaware::detail;
using jpegaware::ChromaSubsampling;
using jpegaware::EncodeOptions;
using jpegaware::ErrorCode;
using jpegaware::FrontEnd;
using jpegaware::PixelFormat;
using jpegaware::test::photo_like_picture;
using jpegaware::test::Picture;

namespace {

CoefficientPlanes transform(const Picture& picture, const EncodeOptions& options) {
  Cancellation cancellation(options.should_cancel);
  CoefficientPlanes planes;
  REQUIRE(forward_transform(picture.view(), options, cancellation, planes));
  return planes;
}

}  // namespace

TEST_CASE("forward_transform: a flat picture has its DC and nothing else, to its very edges",
          "[forward_transform][property]") {
  EncodeOptions options;
  options.subsampling =
      GENERATE(ChromaSubsampling::k420, ChromaSubsampling::k422, ChromaSubsampling::k444);
  options.front_end = GENERATE(FrontEnd::kPerceptual, FrontEnd::kReference);
  Picture flat{21, 19, PixelFormat::kRgb8, {}};
  for (int i = 0; i < 21 * 19; ++i) {
    flat.bytes.insert(flat.bytes.end(), {200, 100, 50});
  }
  const CoefficientPlanes planes = transform(flat, options);
  const double luma = 0.299 * 200 + 0.587 * 100 + 0.114 * 50;
  const double expected[] = {luma - 128.0, (50 - luma) / 1.772, (200 - luma) / 1.402};
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t i = 0; i < planes.components[c].values.size(); ++i) {
      const double coeff = planes.components[c].values[i] / 16.0;
      CHECK(coeff == Approx(i % 64 == 0 ? 8.0 * expected[c] : 0.0).margin(i % 64 == 0 ? 4.1 : 0.1));
    }
  }
}

TEST_CASE("forward_transform: both front ends see nearly the same luma",
          "[forward_transform][property]") {
  const Picture picture = photo_like_picture(61, 47, 1);
  EncodeOptions options;
  const CoefficientPlanes perceptual = transform(picture, options);
  options.front_end = FrontEnd::kReference;
  const CoefficientPlanes reference = transform(picture, options);
  double squared = 0.0;
  const auto& a = perceptual.components[0].values;
  const auto& b = reference.components[0].values;
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    squared += std::pow((a[i] - b[i]) / 16.0, 2);
  }
  CHECK(std::sqrt(squared / static_cast<double>(a.size())) < 0.5);  // rounding to 8 bits: 0.29
}

TEST_CASE("forward_transform: rows do not depend on the rows below them but for chroma's margin",
          "[forward_transform][property]") {
  const Picture whole = photo_like_picture(48, 64, 2);
  Picture upper = whole;
  upper.height_px = 32;
  upper.bytes.resize(upper.row_bytes() * 32);
  const CoefficientPlanes from_whole = transform(whole, {});
  const CoefficientPlanes from_upper = transform(upper, {});
  const auto same_rows = [&](std::size_t c, int rows) {
    const auto count =
        static_cast<std::ptrdiff_t>(rows * from_whole.components[c].width_blocks * kBlockCoeffs);
    return std::equal(from_whole.components[c].values.begin(),
                      from_whole.components[c].values.begin() + count,
                      from_upper.components[c].values.begin());
  };
  CHECK(same_rows(0, 4));
  CHECK(same_rows(1, 1));
  CHECK(same_rows(2, 1));
  CHECK_FALSE(same_rows(1, 2));  // the second row of chroma blocks touches what was cut off
}

TEST_CASE("forward_transform: stops when told to", "[forward_transform][unit]") {
  const Picture picture = photo_like_picture(64, 64, 3);
  const std::function<bool()> at_once = [] { return true; };
  Cancellation cancellation(at_once);
  CoefficientPlanes planes;
  const auto stopped = forward_transform(picture.view(), {}, cancellation, planes);
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().code == ErrorCode::kAborted);
}
