// SPDX-License-Identifier: Apache-2.0
// Stage: the comparison page. Input: pictures, encodings, scores, curves. Output: one HTML file.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "scores.h"

namespace jpegaware::bench {

/// A file as it lies on the page.
struct PageFile {
  std::string media_type;  ///< "image/jpeg" or "image/png"
  std::vector<std::uint8_t> bytes;
};

/// One encoding of a picture.
struct PageEncoding {
  std::string label;  ///< what the reader chooses; unique within the picture
  PageFile file;
  Scores scores{};
};

struct PagePicture {
  std::string name;
  int width_px = 0;
  int height_px = 0;
  PageFile original;
  std::vector<PageEncoding> encodings;
  std::vector<float> block_map;            ///< 0..1 a luma block, raster order; empty: no map
  std::vector<std::uint8_t> block_region;  ///< not 0 inside, as many; empty: none
};

/// What is on the page. `rates_json` and `speed_json` are objects of the form that page.js reads,
/// or empty.
struct Page {
  std::string title;
  std::vector<std::pair<std::string, std::string>> facts;
  std::string pictures_note;
  std::vector<PagePicture> pictures;
  std::string rates_json;
  std::string speed_json;
};

/// Makes the page: self-contained, no network, nothing remembered.
[[nodiscard]] std::string make_page(const Page& page);

}  // namespace jpegaware::bench
