// SPDX-License-Identifier: Apache-2.0
// Law of bad input: one sentence, no output, nothing left; or a warning and a JPEG that decodes.
#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <utility>

#include "catch.hpp"
#include "pictures.h"
#include "process.h"
#include "programs.h"
#include "read_picture.h"

using namespace cli_test;

namespace {

constexpr int kFiles = 200;
constexpr std::uint32_t kSeed = 7;
constexpr double kMostCpu_s = 1.0;
constexpr long kMostMemory_kb = 200'000;

struct Sound {
  std::string name;
  std::string bytes;
};

std::string encoded(const TemporaryFolder& folder, const std::string& input,
                    const std::vector<std::string>& switches) {
  write_file(folder.path() / "sound", input);
  std::vector<std::string> words{"cjpeg"};
  words.insert(words.end(), switches.begin(), switches.end());
  words.push_back("sound");
  const std::string jpeg = run({JPEGAWARE_CJPEG, words, folder.path(), {}, {}, 0}).out;
  std::filesystem::remove(folder.path() / "sound");
  return jpeg;
}

bool is_readable(const std::string& format) {
  const auto formats = jpegaware::apps::readable_formats();
  return std::any_of(formats.begin(), formats.end(),
                     [&format](const auto& known) { return known.is_in && known.name == format; });
}

/// Files of other programs, in the formats that this build reads.
std::vector<Sound> foreign_pictures() {
  std::vector<Sound> pictures;
  for (const auto& [format, names] : std::map<std::string, std::vector<std::string>>{
           {"JPEG", {"cmyk.jpg", "ycck.jpg", "ultra_hdr.jpg"}},
           {"PNG", {"deep_interlaced.png"}},
           {"BMP", {"runs.bmp", "565.bmp"}},
           {"WebP", {"lossy.webp", "lossless.webp"}},
           {"TIFF", {"lzw.tiff", "cmyk.tiff"}},
           {"AVIF and HEIF", {"photo.heic", "photo.avif"}}}) {
    for (const std::string& name : names) {
      if (is_readable(format)) {
        pictures.push_back({name, read_file(JPEGAWARE_FOREIGN "/" + name)});
      }
    }
  }
  return pictures;
}

/// One sound picture of each kind that can be made here; the repository's photo is the PNG.
std::vector<Sound> made_pictures(const TemporaryFolder& folder) {
  const Size size{97, 61};
  return {{"ppm", ppm(size, 1)},
          {"pgm", pgm(size, 2)},
          {"text.ppm", ppm_text({21, 17}, 3, 99)},
          {"deep.ppm", ppm16(size, 4, 1023)},
          {"bmp", bmp(size, 5, 24, false)},
          {"mapped.bmp", bmp(size, 6, 8, false)},
          {"gif", gif(size, 7, false, false)},
          {"tga", targa(size, 8, 24, true, false)},
          {"png", read_file(JPEGAWARE_PHOTOS "/chelsea.png")},
          {"jpg", encoded(folder, ppm(size, 9), {})},
          {"progressive.jpg", encoded(folder, ppm(size, 10), {"-progressive"})},
          {"gray.jpg", encoded(folder, pgm(size, 11), {"-arithmetic"})}};
}

using Random = std::mt19937;
std::size_t below(Random& random, std::size_t limit) { return limit == 0 ? 0 : random() % limit; }

std::string truncated(std::string bytes, Random& random) {
  bytes.resize(below(random, bytes.size()));
  return bytes;
}

std::string flipped(std::string bytes, Random& random) {
  for (int i = 0; i < 8; ++i) {
    bytes[below(random, bytes.size())] ^= static_cast<char>(1U << below(random, 8));
  }
  return bytes;
}

/// Bytes of the first few dozen, where sizes and types stand, set to extremes.
std::string wrong_header(std::string bytes, Random& random) {
  constexpr std::array<char, 6> kExtremes{'\0', '\1', '\x7f', '\x80', '\xfe', '\xff'};
  for (int i = 0; i < 4; ++i) {
    bytes[2 + below(random, 40)] = kExtremes[below(random, kExtremes.size())];
  }
  return bytes;
}

/// A picture whose header promises much more than its file could hold.
std::string bomb(Random& random) {
  const auto big16 = [](unsigned value) {
    return std::string{static_cast<char>(value >> 8U), static_cast<char>(value)};
  };
  switch (below(random, 5)) {
    case 0:
      return "P6 60000 60000 255\n" + std::string(500, 'x');
    case 1:
      return std::string("\xff\xd8\xff\xc0\0\x11\x08", 7) + big16(65000) + big16(65000) +
             std::string("\3\1\x22\0\2\x11\1\3\x11\1", 10) + std::string(300, '\1');
    case 2: {
      std::string bytes = bmp({8, 8}, 1, 24, false);
      bytes[18] = bytes[19] = bytes[22] = bytes[23] = '\x7f';
      return bytes;
    }
    case 3: {
      std::string bytes = gif({8, 8}, 1, false, false);
      bytes[797 - 2] = bytes[797 - 1] = bytes[797] = bytes[797 + 1] = '\x7f';
      return bytes;
    }
    default: {
      // The sound photo's header with another size, its checksum made to fit.
      return std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xdc\0\0\xff\xdc\x08\2\0\0\0", 29) +
             std::string("\x51\x1a\x4c\x0d", 4) + std::string(200, '\0');
    }
  }
}

struct Damaged {
  std::string kind;
  std::string bytes;
};

Damaged draw(Random& random, const std::vector<Sound>& sound) {
  const Sound& from = sound[below(random, sound.size())];
  switch (below(random, 5)) {
    case 0:
      return {"truncated " + from.name, truncated(from.bytes, random)};
    case 1:
      return {"flipped " + from.name, flipped(from.bytes, random)};
    case 2:
      return {"wrong header " + from.name, wrong_header(from.bytes, random)};
    case 3: {
      // Two damages at once, and rubbish behind.
      return {"mixed " + from.name,
              wrong_header(flipped(from.bytes, random), random) + std::string(64, '\xff')};
    }
    default:
      return {"bomb", bomb(random)};
  }
}

}  // namespace

TEST_CASE("damage: 200 damaged files end with a sentence or a warning, and leave nothing",
          "[damage][cli]") {
  const TemporaryFolder folder;
  std::vector<Sound> sound = made_pictures(folder);
  for (Sound& foreign : foreign_pictures()) {
    sound.push_back(std::move(foreign));
  }
  Random random(kSeed);
  std::array<int, 3> seen{};
  for (int i = 0; i < kFiles; ++i) {
    const Damaged damaged = draw(random, sound);
    write_file(folder.path() / "in", damaged.bytes);
    write_file(folder.path() / "out.jpg", "earlier");
    // Every tenth run computes a map; for the others it would only cost time.
    std::vector<std::string> words{"cjpegaware", "-outfile", "out.jpg"};
    if (i % 10 != 0) {
      words.insert(words.end(), {"-saliency", "uniform"});
    }
    words.push_back("in");
    const Outcome outcome = run({JPEGAWARE_CJPEGAWARE, words, folder.path(), {}, {}, 0});
    CAPTURE(i, damaged.kind, outcome.err, outcome.status);
    CHECK((JPEGAWARE_IS_SANITIZED || outcome.cpu_s < kMostCpu_s));
    CHECK((JPEGAWARE_IS_SANITIZED || outcome.peak_kb < kMostMemory_kb));
    CHECK(folder.names() == std::vector<std::string>{"in", "out.jpg"});
    REQUIRE(outcome.status >= 0);
    REQUIRE(outcome.status <= 2);
    ++seen.at(static_cast<std::size_t>(outcome.status));
    const auto lines = std::count(outcome.err.begin(), outcome.err.end(), '\n');
    if (outcome.status == 1) {
      CHECK(lines == 1);
      CHECK(outcome.err.rfind("cjpegaware: in: ", 0) == 0);
      CHECK(read_file(folder.path() / "out.jpg") == "earlier");
      continue;
    }
    // Formats without checksums cannot tell a flipped pixel from another picture.
    CHECK((outcome.status == 2) == (lines > 0));
    const Outcome decoded =
        run({JPEGAWARE_DJPEG, {"djpeg", "-fast", "out.jpg"}, folder.path(), {}, {}, 0});
    CHECK(decoded.status == 0);
  }
  CHECK(seen[1] > kFiles / 3);
  CHECK(seen[2] > 0);
}
