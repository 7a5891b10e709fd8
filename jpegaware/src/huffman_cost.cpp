// SPDX-License-Identifier: Apache-2.0
// Counts of symbols -> the bits that an optimal JPEG Huffman code spends on them, table included.
#include "huffman_cost.h"

#include <algorithm>
#include <cstddef>

namespace jpegaware::detail {
namespace {

constexpr std::uint64_t kDhtSegment_bits = 8 * (2 + 2 + 1 + 16);  // marker, length, class, counts

/// A node of the code tree: its count, and the sum over its leaves of count * depth below it.
struct Node {
  std::uint64_t count;
  std::uint64_t depth_bits;
};

}  // namespace

ScanSymbols& ScanSymbols::operator+=(const ScanSymbols& other) noexcept {
  for (std::size_t i = 0; i < count.size(); ++i) {
    count[i] += other.count[i];
  }
  extra_bits += other.extra_bits;
  return *this;
}

std::uint64_t coded_bits(const ScanSymbols& symbols) noexcept {
  // T.81 K.2 adds a symbol of count 1, so that no code is all ones.
  std::array<std::uint64_t, 257> leaves;
  std::size_t leaf_count = 0;
  for (const std::uint32_t count : symbols.count) {
    if (count != 0) {
      leaves[leaf_count++] = count;
    }
  }
  if (leaf_count == 0) {
    return 0;
  }
  leaves[leaf_count++] = 1;
  std::sort(leaves.begin(), leaves.begin() + static_cast<std::ptrdiff_t>(leaf_count));

  // Two queues, both in rising order: leaves not yet used, and trees already joined.
  std::array<Node, 257> joined;
  std::size_t next_leaf = 0;
  std::size_t next_joined = 0;
  std::size_t joined_count = 0;
  const auto take_least = [&]() -> Node {
    const bool leaf = next_joined == joined_count ||
                      (next_leaf < leaf_count && leaves[next_leaf] <= joined[next_joined].count);
    return leaf ? Node{leaves[next_leaf++], 0} : joined[next_joined++];
  };
  for (std::size_t i = 1; i < leaf_count; ++i) {
    const Node first = take_least();
    const Node second = take_least();
    const std::uint64_t count = first.count + second.count;
    joined[joined_count++] = {count, first.depth_bits + second.depth_bits + count};
  }
  return joined[joined_count - 1].depth_bits + symbols.extra_bits;
}

std::uint64_t table_bits(const ScanSymbols& symbols) noexcept {
  const auto used = static_cast<std::uint64_t>(std::count_if(
      symbols.count.begin(), symbols.count.end(), [](std::uint32_t n) { return n != 0; }));
  return used == 0 ? 0 : kDhtSegment_bits + 8 * used;
}

}  // namespace jpegaware::detail
