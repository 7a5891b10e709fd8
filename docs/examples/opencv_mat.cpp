// SPDX-License-Identifier: Apache-2.0
// C++: a cv::Mat in, bytes out. The Mat's own pixels are read where they lie, B, G, R and with
// whatever step; a Mat that is a region of another works as well.
//
//   c++ -std=c++20 opencv_mat.cpp $(pkg-config --cflags --libs jpegaware) -isystem /usr/include/opencv4 -lopencv_core
//   ./a.out out.jpg
#include <jpegaware/encode.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <opencv2/core.hpp>

namespace {

jpegaware::Result<std::vector<std::uint8_t>> encode(const cv::Mat& mat, int quality) {
  jpegaware::PixelFormat format{};
  switch (mat.type()) {
    case CV_8UC1:
      format = jpegaware::PixelFormat::kGray8;
      break;
    case CV_8UC3:
      format = jpegaware::PixelFormat::kBgr8;
      break;
    case CV_8UC4:
      format = jpegaware::PixelFormat::kBgra8;
      break;
    default:
      return jpegaware::Error{jpegaware::ErrorCode::kUnsupported, "a Mat of 8 bits and 1, 3 or 4 channels is needed"};
  }
  return jpegaware::encode(
      {mat.data, mat.cols, mat.rows, static_cast<std::ptrdiff_t>(mat.step), format}, quality);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: " << argv[0] << " OUT.jpg\n";
    return EXIT_FAILURE;
  }
  cv::Mat picture(240, 320, CV_8UC3, cv::Scalar(180, 120, 60));
  picture(cv::Rect(90, 60, 140, 120)).setTo(cv::Scalar(30, 200, 240));
  const auto file = encode(picture(cv::Rect(10, 10, 300, 220)), 80);
  if (!file) {
    std::cerr << argv[0] << ": " << file.error().message << '\n';
    return EXIT_FAILURE;
  }
  std::ofstream out(argv[1], std::ios::binary);
  out.write(reinterpret_cast<const char*>(file->data()), static_cast<std::streamsize>(file->size()));
  return out ? EXIT_SUCCESS : EXIT_FAILURE;
}
