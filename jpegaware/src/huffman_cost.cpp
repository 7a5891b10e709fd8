// SPDX-License-Identifier: Apache-2.0
// Counts of symbols -> the bits that an optimal JPEG Huffman code spends on them, table included.
#include "huffman_cost.h"

#include <algorithm>
#include <cstddef>

namespace jpegaware::detail {
namespace {

constexpr std::uint64_t kDhtSegment_bits = 8 * (2 + 2 + 1 + 16);  // marker, length, class, counts

constexpr std::size_t kLongestCode = 16;
constexpr std::uint16_t kNeverSent = 256;  // T.81 K.2 adds a symbol, so that no code is all ones

/// A leaf of the code tree or two trees joined.
struct Tree {
  std::uint64_t count;
  std::uint16_t parent;
};

/// How many codes have each length. None may be longer than 16 (T.81 figure K.3): two leaves that
/// hang too deep leave their parent, one takes its place, the other pairs with a shorter code.
template <std::size_t kLengths>
void limit_lengths(std::array<std::uint16_t, kLengths>& codes_of) noexcept {
  for (std::size_t length = codes_of.size() - 1; length > kLongestCode; --length) {
    while (codes_of[length] > 0) {
      std::size_t shorter = length - 2;
      while (codes_of[shorter] == 0) {
        --shorter;
      }
      codes_of[length] = static_cast<std::uint16_t>(codes_of[length] - 2);
      ++codes_of[length - 1];
      codes_of[shorter + 1] = static_cast<std::uint16_t>(codes_of[shorter + 1] + 2);
      --codes_of[shorter];
    }
  }
}

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

CodeLengths code_lengths(const std::array<std::uint32_t, 256>& count) noexcept {
  std::array<std::uint16_t, 257> symbols;  // in rising order of their counts
  std::array<Tree, 2 * 257> trees;         // leaves in that order, then those joined
  std::size_t leaves = 0;
  for (std::uint16_t symbol = 0; symbol < count.size(); ++symbol) {
    if (count[symbol] != 0) {
      symbols[leaves++] = symbol;
    }
  }
  CodeLengths lengths{};
  if (leaves == 0) {
    return lengths;
  }
  symbols[leaves++] = kNeverSent;
  const auto count_of = [&](std::uint16_t symbol) { return symbol == kNeverSent ? 1 : count[symbol]; };
  std::sort(symbols.begin(), symbols.begin() + static_cast<std::ptrdiff_t>(leaves),
            [&](std::uint16_t a, std::uint16_t b) {
              return count_of(a) != count_of(b) ? count_of(a) < count_of(b) : a > b;
            });
  for (std::size_t i = 0; i < leaves; ++i) {
    trees[i] = {count_of(symbols[i]), 0};
  }
  std::size_t next_leaf = 0;
  std::size_t next_joined = leaves;
  std::size_t end = leaves;
  const auto take_least = [&] {
    const bool leaf = next_joined == end || (next_leaf < leaves &&
                                             trees[next_leaf].count <= trees[next_joined].count);
    Tree& least = trees[leaf ? next_leaf++ : next_joined++];
    least.parent = static_cast<std::uint16_t>(end);
    return least.count;
  };
  for (std::size_t i = 1; i < leaves; ++i) {
    const std::uint64_t first = take_least();
    const std::uint64_t second = take_least();
    trees[end++] = {first + second, 0};
  }
  std::array<std::uint16_t, 257> codes_of{};  // by length
  std::array<std::uint16_t, 2 * 257> depth{};
  for (std::size_t i = end - 1; i-- > 0;) {
    depth[i] = static_cast<std::uint16_t>(depth[trees[i].parent] + 1);
    codes_of[depth[i]] = static_cast<std::uint16_t>(codes_of[depth[i]] + (i < leaves ? 1 : 0));
  }
  limit_lengths(codes_of);
  std::size_t length = 1;
  for (std::size_t i = leaves; i-- > 0; --codes_of[length]) {
    while (codes_of[length] == 0) {
      ++length;
    }
    if (symbols[i] != kNeverSent) {
      lengths[symbols[i]] = static_cast<std::uint8_t>(length);
    }
  }
  return lengths;
}

std::uint64_t table_bits(const ScanSymbols& symbols) noexcept {
  const auto used = static_cast<std::uint64_t>(std::count_if(
      symbols.count.begin(), symbols.count.end(), [](std::uint32_t n) { return n != 0; }));
  return used == 0 ? 0 : kDhtSegment_bits + 8 * used;
}

}  // namespace jpegaware::detail
