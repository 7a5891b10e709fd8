// SPDX-License-Identifier: Apache-2.0
// Stage: a safetensors file's JSON header -> its texts and tensor entries, unchecked.
#include "safetensors_header.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace jpegaware::saliency {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kMetadataName = "__metadata__";

/// Receives nlohmann's parsing events. Containers are counted: 1 is the header, 2 an entry of it, 3
/// a list in an entry; what lies deeper belongs to nothing that the format knows.
class HeaderEvents {
 public:
  explicit HeaderEvents(SafetensorsHeader& header) : header_(header) {}

  bool start_object(std::size_t /*elements*/) {
    ++depth_;
    if (depth_ == 2 && name_ == kMetadataName) {
      header_.metadata.emplace();
    } else if (depth_ == 2) {
      header_.tensors[name_] = {};
    } else {
      spoil();
    }
    return true;
  }
  bool end_object() {
    --depth_;
    return true;
  }
  bool start_array(std::size_t /*elements*/) {
    ++depth_;
    std::vector<std::uint64_t>* const list = depth_ == 3 ? open_list() : nullptr;
    if (list == nullptr) {
      spoil();
    }
    list_ = list;
    return depth_ > 1;
  }
  bool end_array() {
    --depth_;
    list_ = nullptr;
    return true;
  }
  bool key(std::string& name) {
    (depth_ == 1 ? name_ : field_) = std::move(name);
    return true;
  }
  bool string(std::string& text) {
    if (depth_ == 2 && in_metadata()) {
      (*header_.metadata)[field_] = std::move(text);
    } else if (depth_ == 2 && field_ == "dtype") {
      header_.tensors[name_].dtype = std::move(text);
    } else {
      return other();
    }
    return true;
  }
  bool number_unsigned(std::uint64_t value) {
    if (depth_ == 3 && list_ != nullptr) {
      list_->push_back(value);
      return true;
    }
    return other();
  }
  bool number_integer(std::int64_t /*value*/) { return other(); }
  bool number_float(double /*value*/, const std::string& /*text*/) { return other(); }
  bool boolean(bool /*value*/) { return other(); }
  bool null() { return other(); }
  bool binary(Json::binary_t& /*value*/) { return other(); }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const Json::exception& /*problem*/) {
    return false;
  }

 private:
  [[nodiscard]] bool in_metadata() const { return name_ == kMetadataName && header_.metadata; }

  /// A value where the format has none; a header that is nothing else is refused at once.
  bool other() {
    if (depth_ == 3 && list_ != nullptr) {
      list_->push_back(kNotANumber);
    } else {
      spoil();
    }
    return depth_ > 0;
  }

  /// The list that an entry's field opens; null where the format has none.
  std::vector<std::uint64_t>* open_list() {
    if (in_metadata() || (field_ != "shape" && field_ != "data_offsets")) {
      return nullptr;
    }
    TensorEntry& tensor = header_.tensors[name_];
    return &(field_ == "shape" ? tensor.shape : tensor.data_offsets).emplace();
  }

  void spoil() {
    if (depth_ > 0 && name_ != kMetadataName && !name_.empty()) {
      header_.tensors[name_].is_sound = false;
    }
  }

  SafetensorsHeader& header_;
  int depth_ = 0;
  std::string name_;   ///< of the header's entry
  std::string field_;  ///< of the entry's field
  std::vector<std::uint64_t>* list_ = nullptr;
};

}  // namespace

std::optional<SafetensorsHeader> parse_safetensors_header(std::string_view text) {
  std::optional<SafetensorsHeader> header(std::in_place);
  HeaderEvents events(*header);
  if (!Json::sax_parse(text.begin(), text.end(), &events)) {
    return std::nullopt;
  }
  return header;
}

}  // namespace jpegaware::saliency
