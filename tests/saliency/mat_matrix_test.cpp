// SPDX-License-Identifier: Apache-2.0
// Laws of reading a MAT-file: what MATLAB writes is read, everything else is refused with a sentence.
#include "mat_matrix.h"

#include <zlib.h>

#include <cstdint>
#include <cstring>
#include <string>

#include "catch.hpp"

namespace jpegaware::apps {
namespace {

std::string words(std::initializer_list<std::uint32_t> values) {
  std::string bytes(values.size() * 4, '\0');
  std::memcpy(bytes.data(), values.begin(), bytes.size());
  return bytes;
}

std::string header() { return std::string(124, ' ') + std::string("\0\1IM", 4); }

/// A matrix of 2 rows and 3 columns of class double, its whole numbers stored as bytes.
std::string matrix(std::uint32_t array_class = 6) {
  const std::string inside = words({6, 8, array_class, 0}) +        // flags
                             words({5, 8, 2, 3}) +                  // sides
                             words({(3U << 16U) | 1U}) + std::string("fix\0", 4) +  // name, a small element
                             words({2, 6}) + std::string("\0\1\0\0\2\0\0\0", 8);
  return words({14, static_cast<std::uint32_t>(inside.size())}) + inside;
}

std::string deflated(const std::string& plain) {
  uLongf size = compressBound(plain.size());
  std::string out(size, '\0');
  REQUIRE(compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(plain.data()),
                   plain.size()) == Z_OK);
  out.resize(size);
  return words({15, static_cast<std::uint32_t>(size)}) + out;
}

Result<Matrix> read(const std::string& text) { return read_mat_matrix(std::as_bytes(std::span(text))); }

TEST_CASE("mat_matrix: the numbers come column by column, plain or deflated", "[mat_matrix][unit]") {
  const std::string body = GENERATE(matrix(), deflated(matrix()));
  const auto read_back = read(header() + body);
  REQUIRE(read_back);
  CHECK(read_back->rows == 2);
  CHECK(read_back->columns == 3);
  CHECK(read_back->values == std::vector<double>{0, 1, 0, 0, 2, 0});
}

TEST_CASE("mat_matrix: a structure before the matrix is passed over", "[mat_matrix][unit]") {
  CHECK(read(header() + matrix(2) + deflated(matrix())));
  CHECK(read(header() + matrix(2)).error().code == ErrorCode::kBadInput);
}

TEST_CASE("mat_matrix: a file cut off anywhere is refused", "[mat_matrix][property]") {
  const std::string whole = header() + GENERATE(matrix(), deflated(matrix()));
  for (std::size_t size = 0; size + 2 < whole.size(); ++size) {
    CAPTURE(size);
    REQUIRE_FALSE(read(whole.substr(0, size)));
  }
}

TEST_CASE("mat_matrix: another format is refused", "[mat_matrix][unit]") {
  CHECK_FALSE(read("\x89HDF\r\n\x1a\n" + std::string(200, '\0')));
  CHECK_FALSE(read(header()));
}

}  // namespace
}  // namespace jpegaware::apps
