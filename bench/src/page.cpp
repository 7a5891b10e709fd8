// SPDX-License-Identifier: Apache-2.0
// Stage: the comparison page. Input: pictures, encodings, scores, curves. Output: one HTML file.
#include "page.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "json_text.h"
#include "markup_text.h"
#include "page_assets.h"

namespace jpegaware::bench {
namespace {

std::string file_members(const PageFile& file) {
  return "\"type\":" + json_string(file.media_type) + ",\"data\":\"" + base64(file.bytes) + '"';
}

std::string encoding_json(const PageEncoding& encoding) {
  std::vector<std::string> scores;
  for (const double score : encoding.scores) scores.push_back(json_number(score, 6));
  return "{\"label\":" + json_string(encoding.label) +
         ",\"bytes\":" + std::to_string(encoding.file.bytes.size()) +
         ",\"scores\":" + json_array(scores) + ',' + file_members(encoding.file) + '}';
}

std::string picture_json(const PagePicture& picture) {
  std::vector<std::string> encodings;
  for (const PageEncoding& encoding : picture.encodings) {
    encodings.push_back(encoding_json(encoding));
  }
  std::string out = "{\"name\":" + json_string(picture.name) +
                    ",\"width\":" + std::to_string(picture.width_px) +
                    ",\"height\":" + std::to_string(picture.height_px) +
                    ",\"columns\":" + std::to_string((picture.width_px + 7) / 8) +
                    ",\"original\":{" + file_members(picture.original) +
                    "},\"encodings\":" + json_array(encodings);
  if (!picture.block_map.empty()) {
    std::vector<std::string> values;
    for (const float v : picture.block_map) values.push_back(std::to_string(std::lround(v * 255)));
    out += ",\"map\":" + json_array(values);
  }
  if (!picture.block_region.empty()) {
    std::vector<std::string> values;
    for (const std::uint8_t v : picture.block_region) values.push_back(v != 0 ? "1" : "0");
    out += ",\"region\":" + json_array(values);
  }
  return out + '}';
}

std::string data_json(const Page& page) {
  std::vector<std::string> facts, scores, pictures;
  for (const auto& [key, value] : page.facts) {
    facts.push_back('[' + json_string(key) + ',' + json_string(value) + ']');
  }
  for (int i = 0; i < kMetricCount; ++i) {
    const std::string_view metric = name(static_cast<Metric>(i));
    scores.push_back("{\"name\":" + json_string(metric) + ",\"better\":\"" +
                     (metric.starts_with("butteraugli") ? "less" : "more") + "\"}");
  }
  for (const PagePicture& picture : page.pictures) pictures.push_back(picture_json(picture));
  std::string out = "{\"facts\":" + json_array(facts) +
                    ",\"picturesNote\":" + json_string(page.pictures_note) +
                    ",\"scores\":" + json_array(scores) + ",\"pictures\":" + json_array(pictures);
  if (!page.rates_json.empty()) out += ",\"rates\":" + page.rates_json;
  if (!page.speed_json.empty()) out += ",\"speed\":" + page.speed_json;
  return out + '}';
}

}  // namespace

std::string make_page(const Page& page) {
  const std::pair<std::string_view, std::string> parts[] = {
      {"@TITLE@", escaped_content(page.title)},
      {"@STYLE@", kPageStyle},
      {"@DATA@", data_json(page)},
      {"@SCRIPT@", kPageScript},
  };
  std::string out;
  std::string_view rest = kPageHtml;
  for (;;) {
    // The nearest mark; what is put in is never searched, so it may hold anything.
    const std::pair<std::string_view, std::string>* nearest = nullptr;
    std::size_t where = std::string_view::npos;
    for (const auto& part : parts) {
      const std::size_t at = rest.find(part.first);
      if (at < where) {
        where = at;
        nearest = &part;
      }
    }
    out += rest.substr(0, where);
    if (nearest == nullptr) return out;
    out += nearest->second;
    rest.remove_prefix(where + nearest->first.size());
  }
}

}  // namespace jpegaware::bench
