// SPDX-License-Identifier: Apache-2.0
// The fuzz targets' main where libFuzzer is not linked: feeds files, and seeded mutations of them.
// Usage: TARGET [-mutations N] [-seed N] FILE|FOLDER...
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz_target.h"

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::size_t below(std::mt19937& random, std::size_t limit) {
  return limit == 0 ? 0 : random() % limit;
}

/// A few damages: bits, extremes, a piece moved from another input, a cut.
Bytes mutated(Bytes bytes, const Bytes& other, std::mt19937& random) {
  constexpr std::uint8_t kExtremes[] = {0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF};
  const std::size_t count = 1 + below(random, 6);
  for (std::size_t i = 0; i < count && !bytes.empty(); ++i) {
    // Headers are short and decide the most: half of the damage goes there.
    const std::size_t reach =
        below(random, 2) == 0 ? std::min<std::size_t>(bytes.size(), 200) : bytes.size();
    const std::size_t at = below(random, reach);
    switch (below(random, 4)) {
      case 0:
        bytes[at] ^= static_cast<std::uint8_t>(1U << below(random, 8));
        break;
      case 1:
        bytes[at] = kExtremes[below(random, std::size(kExtremes))];
        break;
      case 2: {
        const std::size_t from = below(random, other.size());
        const std::size_t most =
            std::min({other.size() - from, bytes.size() - at, std::size_t{64}});
        std::copy_n(other.begin() + static_cast<std::ptrdiff_t>(from), most,
                    bytes.begin() + static_cast<std::ptrdiff_t>(at));
        break;
      }
      default:
        if (below(random, 4) == 0) {
          bytes.resize(below(random, bytes.size()));
        }
    }
  }
  return bytes;
}

void add_inputs(const std::filesystem::path& path, std::vector<Bytes>& inputs) {
  if (!std::filesystem::is_directory(path)) {
    inputs.push_back(read(path));
    return;
  }
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (entry.is_regular_file()) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());  // the seed must mean the same everywhere
  for (const auto& file : files) {
    inputs.push_back(read(file));
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Bytes> inputs;
  int mutations = 0;
  unsigned seed = 1;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "-mutations" && i + 1 < argc) {
      mutations = std::atoi(argv[++i]);
    } else if (word == "-seed" && i + 1 < argc) {
      seed = static_cast<unsigned>(std::atoi(argv[++i]));
    } else {
      add_inputs(argv[i], inputs);
    }
  }
  if (inputs.empty()) {
    std::fprintf(stderr, "%s: name files or folders to feed\n", argc > 0 ? argv[0] : "replay");
    return EXIT_FAILURE;
  }
  std::mt19937 random(seed);
  for (const Bytes& input : inputs) {
    LLVMFuzzerTestOneInput(input.data(), input.size());
    for (int i = 0; i < mutations; ++i) {
      const Bytes changed = mutated(input, inputs[below(random, inputs.size())], random);
      LLVMFuzzerTestOneInput(changed.data(), changed.size());
    }
  }
  std::printf("%zu inputs, %d mutations of each\n", inputs.size(), mutations);
  return EXIT_SUCCESS;
}
