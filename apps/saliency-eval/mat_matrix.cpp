// SPDX-License-Identifier: Apache-2.0
// Stage: the bytes of a .mat file -> its first matrix of numbers. Elements are (type, size, data),
// padded to 8 bytes; a matrix is an element of elements.
#include "mat_matrix.h"

#ifdef JPEGAWARE_WITH_ZLIB
#include <zlib.h>
#endif

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

namespace jpegaware::apps {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::size_t kHeaderBytes = 128;
constexpr std::size_t kMostBytes = std::size_t{1} << 28U;
constexpr std::uint32_t kMatrixType = 14;
constexpr std::uint32_t kDeflatedType = 15;
constexpr std::uint32_t kComplexFlag = 0x0800;
// Array classes: 6 is double, 7 single, 8 to 15 are integers; below are cells, structures, text.
constexpr std::uint32_t kFirstNumericClass = 6;
constexpr std::uint32_t kLastNumericClass = 15;

Error damaged(const char* what) {
  return {ErrorCode::kBadInput, std::string("not a MAT-file of level 5 that can be read: ") + what};
}

template <typename Number>
Number number_at(Bytes bytes, std::size_t at) {
  Number number{};
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

struct Element {
  std::uint32_t type = 0;
  Bytes data;
};

/// Takes the first element off `rest`; nothing when it is cut off.
std::optional<Element> next_element(Bytes& rest) {
  if (rest.size() < 8) {
    return std::nullopt;
  }
  const auto first = number_at<std::uint32_t>(rest, 0);
  if (const std::uint32_t small_bytes = first >> 16U; small_bytes != 0) {
    if (small_bytes > 4) {
      return std::nullopt;
    }
    const Element element{first & 0xFFFFU, rest.subspan(4, small_bytes)};
    rest = rest.subspan(8);
    return element;
  }
  const std::size_t size = number_at<std::uint32_t>(rest, 4);
  if (size > rest.size() - 8) {
    return std::nullopt;
  }
  const Element element{first, rest.subspan(8, size)};
  // Deflated elements are not padded; the last one need not be.
  const std::size_t padded = first == kDeflatedType ? size : (size + 7) / 8 * 8;
  rest = rest.subspan(std::min(rest.size(), 8 + padded));
  return element;
}

#ifdef JPEGAWARE_WITH_ZLIB
Result<std::vector<std::byte>> inflated(Bytes data) {
  std::vector<std::byte> out;
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) {
    return Error{ErrorCode::kOutOfMemory, "MAT-file: out of memory"};
  }
  // zlib asks for a pointer to non-const and does not write through it.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(data.data()));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  stream.avail_in = static_cast<uInt>(data.size());
  int status = Z_OK;
  while (status == Z_OK && out.size() < kMostBytes) {
    std::array<std::byte, 65536> part{};
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = static_cast<uInt>(part.size());
    status = inflate(&stream, Z_NO_FLUSH);
    out.insert(out.end(), part.begin(), part.end() - static_cast<std::ptrdiff_t>(stream.avail_out));
  }
  inflateEnd(&stream);
  if (status != Z_STREAM_END) {
    return damaged("its compressed data is cut off or too large");
  }
  return out;
}
#else
Result<std::vector<std::byte>> inflated(Bytes) {
  return Error{ErrorCode::kUnsupported, "MAT-file: it is compressed, and this program was built without zlib"};
}
#endif

template <typename Number>
std::vector<double> widened(Bytes data) {
  std::vector<double> values(data.size() / sizeof(Number));
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<double>(number_at<Number>(data, i * sizeof(Number)));
  }
  return values;
}

/// Numbers by the type that they are stored in, which may be narrower than the matrix's class.
std::vector<double> numbers_of(const Element& element) {
  switch (element.type) {
    case 1:
      return widened<std::int8_t>(element.data);
    case 2:
      return widened<std::uint8_t>(element.data);
    case 3:
      return widened<std::int16_t>(element.data);
    case 4:
      return widened<std::uint16_t>(element.data);
    case 5:
      return widened<std::int32_t>(element.data);
    case 6:
      return widened<std::uint32_t>(element.data);
    case 7:
      return widened<float>(element.data);
    case 9:
      return widened<double>(element.data);
    case 12:
      return widened<std::int64_t>(element.data);
    case 13:
      return widened<std::uint64_t>(element.data);
    default:
      return {};
  }
}

/// The matrix, nothing when it is of another kind.
Result<std::optional<Matrix>> read_matrix(Bytes data) {
  const auto flags = next_element(data);
  const auto sides = next_element(data);
  const auto name = next_element(data);
  if (!flags || flags->data.size() < 4 || !sides || !name) {
    return damaged("a matrix is cut off");
  }
  const auto flag_word = number_at<std::uint32_t>(flags->data, 0);
  const std::uint32_t array_class = flag_word & 0xFFU;
  if (array_class < kFirstNumericClass || array_class > kLastNumericClass || (flag_word & kComplexFlag) != 0 ||
      sides->data.size() != 8) {
    return std::optional<Matrix>();
  }
  Matrix matrix{number_at<std::int32_t>(sides->data, 0), number_at<std::int32_t>(sides->data, 4), {}};
  const auto values = next_element(data);
  if (!values || matrix.rows <= 0 || matrix.columns <= 0) {
    return damaged("a matrix has no values");
  }
  matrix.values = numbers_of(*values);
  if (matrix.values.size() != static_cast<std::size_t>(matrix.rows) * static_cast<std::size_t>(matrix.columns)) {
    return damaged("a matrix has not as many values as its size says");
  }
  return std::optional(std::move(matrix));
}

/// The first matrix among elements, one level of compression down.
Result<std::optional<Matrix>> find_matrix(Bytes rest, bool may_be_deflated) {
  while (!rest.empty()) {
    const auto element = next_element(rest);
    if (!element) {
      return damaged("an element is cut off");
    }
    Result<std::optional<Matrix>> found = std::optional<Matrix>();
    if (element->type == kMatrixType) {
      found = read_matrix(element->data);
    } else if (element->type == kDeflatedType && may_be_deflated) {
      const auto plain = inflated(element->data);
      if (!plain) {
        return plain.error();
      }
      found = find_matrix(*plain, false);
    }
    if (!found || *found) {
      return found;
    }
  }
  return std::optional<Matrix>();
}

}  // namespace

Result<Matrix> read_mat_matrix(std::span<const std::byte> bytes) {
  if (bytes.size() < kHeaderBytes || bytes.size() > kMostBytes ||
      number_at<std::uint16_t>(bytes, 124) != 0x0100 || number_at<std::uint16_t>(bytes, 126) != 0x4D49) {
    return damaged("the header is another's");
  }
  auto found = find_matrix(bytes.subspan(kHeaderBytes), true);
  if (!found) {
    return std::move(found).error();
  }
  if (!*found) {
    return damaged("it holds no matrix of numbers");
  }
  return **std::move(found);
}

}  // namespace jpegaware::apps
