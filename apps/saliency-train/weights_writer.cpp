// SPDX-License-Identifier: Apache-2.0
// Stage: a weights file and new tensors -> a weights file with those tensors in it.
#include "weights_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "half_from_float.h"
#include "weights_file.h"

namespace jpegaware::apps {
namespace {

// Sorted keys: the same tensors give the same header.
using Json = nlohmann::json;
using Bytes = std::vector<std::byte>;

constexpr std::size_t kLengthBytes = 8;
/// Where the data starts: every tensor of 32-bit floats then lies on a multiple of 4.
constexpr std::size_t kAlignment = 64;
constexpr std::string_view kNoChecksum = "0000000000000000";
constexpr const char* kMetadata = "__metadata__";

template <typename Value>
void append(Bytes& bytes, const Value* values, std::size_t count) {
  const auto* first = reinterpret_cast<const std::byte*>(values);
  bytes.insert(bytes.end(), first, first + count * sizeof(Value));
}

Bytes stored_bytes(const TensorValues& tensor) {
  Bytes bytes;
  if (tensor.stored_as == StoredAs::kFloat32) {
    append(bytes, tensor.values.data(), tensor.values.size());
    return bytes;
  }
  for (const float value : tensor.values) {
    const std::uint16_t half = half_from_float(value);
    append(bytes, &half, 1);
  }
  return bytes;
}

struct Stored {
  std::string type;
  Json shape;
  Bytes bytes;
};

struct Contents {
  Json metadata;
  std::map<std::string, Stored> tensors;
};

Error damaged() {
  return {ErrorCode::kBadWeights, "weights: the file to add to is not a weights file"};
}

Result<Contents> read_contents(std::span<const std::byte> file) {
  std::uint64_t length = 0;
  if (file.size() < kLengthBytes) {
    return damaged();
  }
  std::memcpy(&length, file.data(), kLengthBytes);
  if (length > file.size() - kLengthBytes) {
    return damaged();
  }
  const auto* text = reinterpret_cast<const char*>(file.data() + kLengthBytes);
  const auto data = file.subspan(kLengthBytes + length);
  Contents contents;
  try {
    const Json header = Json::parse(text, text + length);
    for (const auto& [name, entry] : header.items()) {
      if (name == kMetadata) {
        contents.metadata = entry;
        continue;
      }
      const auto begin = entry.at("data_offsets").at(0).get<std::size_t>();
      const auto end = entry.at("data_offsets").at(1).get<std::size_t>();
      if (begin > end || end > data.size()) {
        return damaged();
      }
      const auto part = data.subspan(begin, end - begin);
      contents.tensors[name] = {entry.at("dtype").get<std::string>(), entry.at("shape"),
                                Bytes(part.begin(), part.end())};
    }
  } catch (const Json::exception&) {
    return damaged();
  }
  return contents;
}

/// Wider types first, so that each tensor starts at a multiple of its own type's size.
std::vector<std::string> order_of(const std::map<std::string, Stored>& tensors) {
  std::vector<std::string> names;
  for (const auto& [name, stored] : tensors) {
    names.push_back(name);
  }
  std::stable_partition(names.begin(), names.end(),
                        [&](const std::string& name) { return tensors.at(name).type == "F32"; });
  return names;
}

std::string sixteen_digits(std::uint64_t number) {
  std::array<char, 16> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16);
  const std::string text(digits.data(), written.ptr);
  return std::string(digits.size() - text.size(), '0') + text;
}

Bytes file_of(const Contents& contents) {
  Json header;
  header[kMetadata] = contents.metadata;
  header[kMetadata]["checksum"] = kNoChecksum;
  Bytes data;
  for (const std::string& name : order_of(contents.tensors)) {
    const Stored& stored = contents.tensors.at(name);
    const std::size_t begin = data.size();
    data.insert(data.end(), stored.bytes.begin(), stored.bytes.end());
    header[name] = {
        {"dtype", stored.type}, {"shape", stored.shape}, {"data_offsets", {begin, data.size()}}};
  }
  std::string text = header.dump(-1, ' ', true);
  text.append((kAlignment - (kLengthBytes + text.size()) % kAlignment) % kAlignment, ' ');
  Bytes file;
  const std::uint64_t length = text.size();
  append(file, &length, 1);
  append(file, text.data(), text.size());
  append(file, data.data(), data.size());
  saliency::WordChecksum sum;
  sum.add(file);
  const std::string digits = sixteen_digits(sum.result());
  const std::string mark = "\"checksum\":\"";
  const std::size_t place = kLengthBytes + text.find(mark) + mark.size();
  std::memcpy(file.data() + place, digits.data(), digits.size());
  return file;
}

}  // namespace

Result<std::vector<std::byte>> with_tensors(std::span<const std::byte> original,
                                            const NamedTensors& tensors,
                                            const std::map<std::string, std::string>& metadata) {
  auto contents = read_contents(original);
  if (!contents) {
    return std::move(contents).error();
  }
  for (const auto& [name, tensor] : tensors) {
    contents->tensors[name] = {tensor.stored_as == StoredAs::kFloat32 ? "F32" : "F16", tensor.shape,
                               stored_bytes(tensor)};
  }
  for (const auto& [key, value] : metadata) {
    contents->metadata[key] = value;
  }
  return file_of(*contents);
}

Result<std::vector<std::byte>> without_tensors(std::span<const std::byte> original,
                                               std::string_view prefix) {
  auto contents = read_contents(original);
  if (!contents) {
    return std::move(contents).error();
  }
  std::erase_if(contents->tensors,
                [&](const auto& tensor) { return tensor.first.starts_with(prefix); });
  return file_of(*contents);
}

}  // namespace jpegaware::apps
