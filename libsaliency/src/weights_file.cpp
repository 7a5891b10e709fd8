// SPDX-License-Identifier: Apache-2.0
// Stage: weights file -> checked tensors. Safetensors layout: 8 bytes of header length, a JSON
// header, then the tensors back to back.
#include "weights_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include "no_throw.h"
#include "safetensors_header.h"

namespace jpegaware::saliency {
namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kMaxHeaderBytes = std::size_t{1} << 20U;
constexpr std::size_t kChecksumDigits = 16;
constexpr std::string_view kChecksumMark = "\"checksum\":\"";
constexpr std::uint64_t kPrime = 0x100000001B3U;
constexpr std::size_t kMaxDimensions = 8;

static_assert(std::endian::native == std::endian::little,
              "tensors are used as they lie in the file, which is little-endian");

std::uint64_t load_word(const std::byte* at) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

Error bad(const std::string& file, const std::string& why) {
  return {ErrorCode::kBadWeights, "weights " + file + ": " + why};
}

std::string shape_text(std::span<const std::int64_t> shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  }
  return text + "]";
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t start = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', start)) {
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  lines.push_back(text.substr(start));
  return lines;
}

std::optional<float> parse_float(const std::string& text) {
  float value = 0.0F;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

/// The sum of the whole file with the checksum's own digits as zeros.
std::uint64_t checksum_without_digits(std::span<const std::byte> bytes, std::size_t digits_at) {
  // The digits lie in the header: only the 64-byte rows that hold them need a copy.
  const std::size_t first = digits_at / 64 * 64;
  const std::size_t last = std::min(bytes.size(), (digits_at + kChecksumDigits + 63) / 64 * 64);
  std::vector<std::byte> rows(bytes.begin() + static_cast<std::ptrdiff_t>(first),
                              bytes.begin() + static_cast<std::ptrdiff_t>(last));
  std::memset(rows.data() + (digits_at - first), '0', kChecksumDigits);
  WordChecksum sum;
  sum.add(bytes.first(first));
  sum.add(rows);
  sum.add(bytes.subspan(last));
  return sum.result();
}

struct Descriptor {
  int fd;
  explicit Descriptor(const std::filesystem::path& path) : fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~Descriptor() {
    if (fd >= 0) {
      ::close(fd);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

}  // namespace

void WordChecksum::add(std::span<const std::byte> bytes) noexcept {
  size_ += bytes.size();
  const std::byte* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= kLanes * 8; left -= kLanes * 8, at += kLanes * 8) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      lanes_[lane] = (lanes_[lane] ^ load_word(at + lane * 8)) * kPrime;
    }
  }
  if (left == 0) {
    return;
  }
  std::byte tail[kLanes * 8] = {};
  std::memcpy(tail, at, left);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    lanes_[lane] = (lanes_[lane] ^ load_word(tail + lane * 8)) * kPrime;
  }
}

std::uint64_t WordChecksum::result() const noexcept {
  std::uint64_t result = size_;
  for (const std::uint64_t lane : lanes_) {
    result = (result ^ lane) * kPrime;
  }
  return result;
}

/// Fills a WeightsFile from its bytes; each step refuses what it does not understand.
struct WeightsFile::Parser {
  WeightsFile& file;
  std::span<const std::byte> bytes;
  std::string_view header_text;
  std::span<const std::byte> data;

  [[nodiscard]] Error refuse(const std::string& why) const { return bad(file.name_, why); }

  Result<void> find_header() {
    if (bytes.size() < kLengthBytes) {
      return refuse("the file is shorter than its 8-byte header length");
    }
    const std::uint64_t length = load_word(bytes.data());
    if (length < 2 || length > kMaxHeaderBytes || length > bytes.size() - kLengthBytes) {
      return refuse("the header length " + std::to_string(length) + " does not fit a file of " +
                    std::to_string(bytes.size()) + " bytes");
    }
    const auto header = bytes.subspan(kLengthBytes, length);
    header_text = {reinterpret_cast<const char*>(header.data()), header.size()};
    data = bytes.subspan(kLengthBytes + length);
    if (reinterpret_cast<std::uintptr_t>(data.data()) % alignof(float) != 0) {
      return refuse("the header length is not a multiple of 4");
    }
    return {};
  }

  Result<void> check_sum() const {
    const std::size_t mark = header_text.find(kChecksumMark);
    if (mark == std::string_view::npos ||
        header_text.size() - mark - kChecksumMark.size() < kChecksumDigits) {
      return refuse("the metadata has no checksum");
    }
    const std::size_t digits_at = mark + kChecksumMark.size();
    const std::string_view digits = header_text.substr(digits_at, kChecksumDigits);
    if (digits.find_first_not_of("0123456789abcdef") != std::string_view::npos) {
      return refuse("the checksum is not 16 hexadecimal digits");
    }
    std::uint64_t expected = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), expected, 16);
    if (checksum_without_digits(bytes, kLengthBytes + digits_at) != expected) {
      return refuse("the checksum does not match: the file is damaged");
    }
    return {};
  }

  using Texts = std::map<std::string, std::string>;

  Result<std::string> text_of(const Texts& metadata, const char* key) const {
    const auto found = metadata.find(key);
    if (found == metadata.end()) {
      return refuse(std::string("the metadata has no text '") + key + "'");
    }
    return found->second;
  }

  Result<void> expect_text(const Texts& metadata, const char* key, std::string_view wanted) const {
    auto text = text_of(metadata, key);
    if (!text) {
      return std::move(text).error();
    }
    if (*text != wanted) {
      return refuse(std::string(key) + " is '" + *text + "', this library reads '" +
                    std::string(wanted) + "'");
    }
    return {};
  }

  Result<float> number_of(const Texts& metadata, const char* key) const {
    auto text = text_of(metadata, key);
    if (!text) {
      return std::move(text).error();
    }
    const auto value = parse_float(*text);
    if (!value) {
      return refuse(std::string(key) + " '" + *text + "' is not a number");
    }
    return *value;
  }

  Result<void> read_metadata(const SafetensorsHeader& header) const {
    if (!header.metadata) {
      return refuse("the header has no __metadata__");
    }
    const Texts& metadata = *header.metadata;
    if (auto format = expect_text(metadata, "format", kWeightsFormat); !format) {
      return format;
    }
    if (auto version = expect_text(metadata, "format_version", kWeightsFormatVersion); !version) {
      return version;
    }
    auto backbone = text_of(metadata, "backbone");
    auto classes = text_of(metadata, "classes");
    auto mean = number_of(metadata, "input_mean");
    auto divisor = number_of(metadata, "input_divisor");
    for (const auto* text : {&backbone, &classes}) {
      if (!*text) {
        return text->error();
      }
    }
    for (const auto* number : {&mean, &divisor}) {
      if (!*number) {
        return number->error();
      }
    }
    if (*divisor == 0.0F) {
      return refuse("input_divisor is zero");
    }
    if (const auto output = metadata.find("class_output"); output != metadata.end()) {
      if (output->second != "sigmoid" && output->second != "softmax") {
        return refuse("class_output is neither 'softmax' nor 'sigmoid'");
      }
      file.class_output_ = output->second == "sigmoid" ? ClassOutput::kSigmoid : ClassOutput::kSoftmax;
    }
    file.backbone_ = std::move(*backbone);
    file.classes_ = split_lines(*classes);
    file.input_scaling_ = {*mean, *divisor};
    return {};
  }

  Result<Tensor> read_tensor(const std::string& name, const TensorEntry& entry) const {
    const auto refuse_tensor = [&](const std::string& why) {
      return refuse("tensor '" + name + "': " + why);
    };
    Tensor tensor;
    if (!entry.is_sound || !entry.dtype || !entry.shape || !entry.data_offsets ||
        entry.data_offsets->size() != 2) {
      return refuse_tensor("dtype, shape or data_offsets is missing");
    }
    if (*entry.dtype == "F16") {
      tensor.type = Type::kFloat16;
    } else if (*entry.dtype == "F32") {
      tensor.type = Type::kFloat32;
    } else {
      return refuse_tensor("dtype is '" + *entry.dtype + "', not F16 or F32");
    }
    if (entry.shape->size() > kMaxDimensions) {
      return refuse_tensor("more than " + std::to_string(kMaxDimensions) + " dimensions");
    }
    std::size_t size = tensor.type == Type::kFloat16 ? 2 : 4;
    const std::size_t align = size;
    for (const std::uint64_t side : *entry.shape) {
      if (side > data.size()) {
        return refuse_tensor("a side of its shape is not a number that fits the file");
      }
      tensor.shape.push_back(static_cast<std::int64_t>(side));
      if (__builtin_mul_overflow(size, static_cast<std::size_t>(side), &size)) {
        return refuse_tensor("its shape is too large");
      }
    }
    const std::uint64_t begin = (*entry.data_offsets)[0];
    const std::uint64_t end = (*entry.data_offsets)[1];
    if (begin == kNotANumber || end == kNotANumber) {
      return refuse_tensor("data_offsets are not numbers");
    }
    if (begin > end || end > data.size()) {
      return refuse_tensor("its data ends at byte " + std::to_string(end) + " of " +
                           std::to_string(data.size()) + ": the file is truncated");
    }
    if (end - begin != size || begin % align != 0) {
      return refuse_tensor("shape " + shape_text(tensor.shape) + " does not fit data_offsets " +
                           std::to_string(begin) + " to " + std::to_string(end));
    }
    tensor.bytes = data.subspan(begin, size);
    return tensor;
  }

  Result<void> run() {
    if (auto found = find_header(); !found) {
      return found;
    }
    const auto header = parse_safetensors_header(header_text);
    if (!header) {
      return refuse("the header is not a JSON object");
    }
    if (auto metadata = read_metadata(*header); !metadata) {
      return metadata;
    }
    for (const auto& [name, entry] : header->tensors) {
      auto tensor = read_tensor(name, entry);
      if (!tensor) {
        return std::move(tensor).error();
      }
      file.tensors_.emplace(name, std::move(*tensor));
    }
    return check_sum();
  }
};

Result<WeightsFile> WeightsFile::from_bytes(std::span<const std::byte> bytes, const std::string& name) {
  return detail::no_throw([&]() -> Result<WeightsFile> {
    WeightsFile file;
    file.name_ = name;
    if (auto read = Parser{file, bytes, {}, {}}.run(); !read) {
      return std::move(read).error();
    }
    return file;
  });
}

Result<WeightsFile> WeightsFile::open(const std::filesystem::path& path) {
  const std::string name = path.string();
  const Descriptor descriptor(path);
  struct stat status {};
  if (descriptor.fd < 0 || ::fstat(descriptor.fd, &status) != 0) {
    return Error{ErrorCode::kIo, "weights " + name + ": " + std::strerror(errno)};
  }
  if (!S_ISREG(status.st_mode) || status.st_size <= 0) {
    return bad(name, "not a file with contents");
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  // Every page is read at once for the checksum: populating maps them in one call instead of
  // one fault for each 64 kB.
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor.fd, 0);
  if (address == MAP_FAILED) {
    return Error{ErrorCode::kIo, "weights " + name + ": " + std::strerror(errno)};
  }
  // Should the pointer's own memory fail, it unmaps before it throws.
  std::shared_ptr<const void> mapping(address, [size](void* at) { ::munmap(at, size); });
  auto file = from_bytes({static_cast<const std::byte*>(address), size}, name);
  if (file) {
    file->mapping_ = std::move(mapping);
  }
  return file;
}

int WeightsFile::side(const std::string& name, std::size_t axis) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end() || axis >= found->second.shape.size()) {
    return 0;
  }
  return static_cast<int>(std::min<std::int64_t>(found->second.shape[axis], std::numeric_limits<int>::max()));
}

Result<const WeightsFile::Tensor*> WeightsFile::find(const std::string& name, Type type,
                                                     std::span<const int> shape) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) {
    return bad(name_, "tensor '" + name + "' is missing");
  }
  const Tensor& tensor = found->second;
  if (tensor.type != type) {
    return bad(name_, "tensor '" + name + "' is not of " +
                          (type == Type::kFloat16 ? "16" : "32") + "-bit floats");
  }
  const std::vector<std::int64_t> wanted(shape.begin(), shape.end());
  if (tensor.shape != wanted) {
    return bad(name_, "tensor '" + name + "' has shape " + shape_text(tensor.shape) +
                          ", the network wants " + shape_text(wanted));
  }
  return &tensor;
}

Result<std::span<const std::uint16_t>> WeightsFile::half_tensor(const std::string& name,
                                                                std::span<const int> shape) const {
  const auto tensor = find(name, Type::kFloat16, shape);
  if (!tensor) {
    return tensor.error();
  }
  const auto bytes = (*tensor)->bytes;
  return std::span{reinterpret_cast<const std::uint16_t*>(bytes.data()), bytes.size() / 2};
}

Result<std::span<const float>> WeightsFile::float_tensor(const std::string& name,
                                                         std::span<const int> shape) const {
  const auto tensor = find(name, Type::kFloat32, shape);
  if (!tensor) {
    return tensor.error();
  }
  const auto bytes = (*tensor)->bytes;
  return std::span{reinterpret_cast<const float*>(bytes.data()), bytes.size() / 4};
}

}  // namespace jpegaware::saliency
