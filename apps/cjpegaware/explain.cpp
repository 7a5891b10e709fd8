// SPDX-License-Identifier: Apache-2.0
// Writes the explanation of a run as JSON.
#include "explain.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "block_costs.h"
#include "file_kind.h"

namespace jpegaware::apps {
namespace {

std::string number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

std::string number(std::size_t value) { return std::to_string(value); }

/// Joins members or elements, one a line.
class Joined {
 public:
  explicit Joined(std::string indent) : indent_(std::move(indent)) {}
  void add(const std::string& item) {
    text_ += (text_.empty() ? "\n" : ",\n") + indent_ + "  " + item;
  }
  void add(std::string_view name, const std::string& value) {
    add(json_string(name) + ": " + value);
  }
  [[nodiscard]] std::string object() const {
    return "{" + text_ + (text_.empty() ? "" : "\n" + indent_) + "}";
  }
  [[nodiscard]] std::string array() const {
    return "[" + text_ + (text_.empty() ? "" : "\n" + indent_) + "]";
  }

 private:
  std::string indent_;
  std::string text_;
};

std::string input_of(const InputPicture& input, const Request& request) {
  Joined members("  ");
  members.add("file", json_string(request.input.empty() ? "-" : request.input));
  members.add("format", json_string(name_of(input.picture.kind)));
  members.add("bytes", number(input.file_bytes));
  members.add("width_px", std::to_string(input.picture.width_px));
  members.add("height_px", std::to_string(input.picture.height_px));
  members.add("orientation", std::to_string(input.orientation));
  return members.object();
}

std::string classes_of(const QualityPlan& plan) {
  Joined elements("  ");
  if (plan.heatmap) {
    for (const saliency::ClassMap& seen : plan.heatmap->classes) {
      elements.add("{\"name\": " + json_string(seen.name) +
                   ", \"probability\": " + number(static_cast<double>(seen.probability)) + "}");
    }
  }
  return elements.array();
}

/// Blocks and bytes at each whole quality.
struct Share {
  std::size_t blocks = 0;
  double bits = 0;
};

std::string qualities_of(const std::map<int, Share>& shares, std::size_t blocks) {
  Joined elements("  ");
  for (const auto& [quality, share] : shares) {
    elements.add("{\"quality\": " + std::to_string(quality) + ", \"share_of_blocks\": " +
                 number(static_cast<double>(share.blocks) / static_cast<double>(blocks)) +
                 ", \"bytes\": " + number(static_cast<std::size_t>(std::lround(share.bits / 8))) +
                 "}");
  }
  return elements.array();
}

std::string bytes_of(const Bytes& jpeg, double region_bits) {
  const std::size_t picture = image_data_bytes(jpeg);
  const std::size_t region =
      std::min(picture, static_cast<std::size_t>(std::lround(region_bits / 8)));
  Joined members("  ");
  members.add("file", number(jpeg.size()));
  members.add("metadata", number(jpeg.size() - picture));
  members.add("in_regions", number(region));
  members.add("outside_regions", number(picture - region));
  return members.object();
}

std::string stages_of(const StageClock& clock) {
  Joined elements("  ");
  for (const StageTime& stage : clock.stages()) {
    elements.add("{\"stage\": " + json_string(stage.name) + ", \"cpu_s\": " + number(stage.cpu_s) +
                 "}");
  }
  return elements.array();
}

std::string texts_of(const std::vector<std::string>& texts) {
  Joined elements("  ");
  for (const std::string& text : texts) {
    elements.add(json_string(text));
  }
  return elements.array();
}

}  // namespace

std::string json_string(std::string_view text) {
  std::string json = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // Bytes that the first one of a UTF-8 sequence announces; 0: it cannot begin one.
    const std::size_t length = byte < 0x80                   ? 1
                               : byte >= 0xF0 && byte < 0xF5 ? 4
                               : byte >= 0xE0 && byte < 0xF0 ? 3
                               : byte >= 0xC2 && byte < 0xE0 ? 2
                                                             : 0;
    bool is_whole = length != 0 && i + length <= text.size();
    for (std::size_t k = 1; is_whole && k < length; ++k) {
      is_whole = (static_cast<unsigned char>(text[i + k]) & 0xC0U) == 0x80;
    }
    if (!is_whole) {
      json += "\\ufffd";
      ++i;
      continue;
    }
    if (byte == '"' || byte == '\\') {
      json += '\\';
      json += text[i];
    } else if (byte < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", byte);
      json += escape;
    } else {
      json += text.substr(i, length);
    }
    i += length;
  }
  return json + "\"";
}

Result<std::string> explanation(const InputPicture& input, const QualityPlan& plan,
                                const EncodedPicture& encoded, const StageClock& clock,
                                const Request& request) {
  const Bytes& jpeg = encoded.jpeg;
  const BlockQualityMap& qualities = encoded.qualities;
  const BlockGrid& grid = qualities.grid();
  const auto costs = block_costs_bits(jpeg, grid);
  if (!costs) {
    return costs.error();
  }
  std::map<int, Share> shares;
  double region_bits = 0;
  for (std::size_t i = 0; i < grid.count(); ++i) {
    const float quality = qualities.quality_1_100()[i];
    Share& share = shares[static_cast<int>(std::lround(quality))];
    ++share.blocks;
    share.bits += static_cast<double>((*costs)[i]);
    region_bits += quality >= qualities.highest_1_100() ? static_cast<double>((*costs)[i]) : 0;
  }
  Joined members("");
  members.add("input", input_of(input, request));
  members.add("classes", classes_of(plan));
  members.add("qualities", qualities_of(shares, grid.count()));
  members.add("bytes", bytes_of(jpeg, region_bits));
  members.add("stages", stages_of(clock));
  members.add("notes", texts_of(input.picture.notes));
  std::vector<std::string> warnings = input.picture.warnings;
  warnings.insert(warnings.end(), encoded.warnings.begin(), encoded.warnings.end());
  members.add("warnings", texts_of(warnings));
  return members.object() + "\n";
}

}  // namespace jpegaware::apps
