// SPDX-License-Identifier: Apache-2.0
// Law of -stock: bytes, exit status and messages are those of the installed cjpeg.
#include <array>
#include <cctype>
#include <random>

#include "catch.hpp"
#include "pictures.h"
#include "process.h"
#include "programs.h"

using namespace cli_test;

namespace {

constexpr int kCommandLines = 500;
constexpr std::uint32_t kSeed = 20231;

struct Input {
  const char* name;
  std::string bytes;
};

/// Twelve pictures of cjpeg's formats, three of them damaged: warnings and refusals count too.
std::vector<Input> inputs() {
  const Size odd{37, 23};
  // Its header promises more rows than there are codes for: a warning, and the rest is filled.
  std::string short_gif = gif({40, 30}, 7, false, false);
  constexpr std::size_t kGifHeightAt = 6 + 7 + 768 + 9 + 7;
  short_gif[kGifHeightAt] = 45;
  std::string cut_targa = targa(odd, 11, 24, false, true);
  cut_targa.resize(cut_targa.size() - 200);
  std::string cut_ppm = ppm({64, 48}, 12);
  cut_ppm.resize(cut_ppm.size() / 2);
  return {{"colour.ppm", ppm({97, 61}, 1)},
          {"grey.pgm", pgm(odd, 2)},
          {"text.ppm", ppm_text({21, 17}, 3, 99)},
          {"deep.ppm", ppm16(odd, 4, 1023)},
          {"true.bmp", bmp(odd, 5, 24, false)},
          {"mapped.bmp", bmp(odd, 6, 8, false)},
          {"greymap.bmp", bmp(odd, 6, 8, true)},
          {"interlaced.gif", gif(odd, 8, false, true)},
          {"short.gif", short_gif},
          {"runs.tga", targa(odd, 10, 16, true, false)},
          {"cut.tga", cut_targa},
          {"cut.ppm", cut_ppm}};
}

void write_side_files(const std::filesystem::path& folder) {
  std::string tables = "# two tables\n";
  for (int i = 0; i < 128; ++i) {
    tables += std::to_string(2 + i % 64 * 3) + (i % 8 == 7 ? "\n" : " ");
  }
  write_file(folder / "tables.txt", tables);
  write_file(folder / "bad-tables.txt", "1 2 3 x");
  write_file(folder / "profile.icc", std::string(300, 'p'));
  write_file(folder / "empty.icc", "");
  write_file(folder / "split.scan", "0; # luma\n1 2;\n");
  write_file(folder / "progressive.scan",
             "0,1,2: 0-0, 0, 0;\n0: 1-9, 0, 2; 2: 1-63 0 1; 1: 1-63 0 1;\n"
             "0: 10-63 0 2; 0: 1-63 2 1; 0: 1-63 1 0; 1: 1-63 1 0; 2: 1-63 1 0");
  write_file(folder / "bad.scan", "0 1 2: 0 0 ;");
}

using Choice = std::vector<std::string>;

/// Switches with what may follow them, right and wrong.
const std::vector<std::pair<std::string, Choice>>& grammar() {
  static const std::vector<std::pair<std::string, Choice>> all{
      {"quality",
       {"0", "1", "30", "75", "92", "100", "300", "-4", "90,40", "80,", ",5", "5x", "",
        "60,70,80,90,10"}},
      {"grayscale", {}},
      {"greyscale", {}},
      {"rgb", {}},
      {"optimize", {}},
      {"optimise", {}},
      {"progressive", {}},
      {"targa", {}},
      {"arithmetic", {}},
      {"baseline", {}},
      {"memdst", {}},
      {"report", {}},
      {"strict", {}},
      {"verbose", {}},
      {"debug", {}},
      {"version", {}},
      {"dct", {"int", "fast", "float", "FLO", "f", "fa", "slow"}},
      {"icc", {"profile.icc", "empty.icc", "missing.icc", "."}},
      {"restart", {"0", "1", "3B", "7b", "2x", "65535", "65536", "-1", "b"}},
      {"smooth", {"0", "1", "50", "100", "101", "x"}},
      {"maxmemory", {"90000", "1M", "300", "10", "x"}},
      {"qtables", {"tables.txt", "bad-tables.txt", "missing.txt"}},
      {"qslots", {"0", "1", "0,1", "1,0,0", "4", "-1", "x", "2"}},
      {"sample",
       {"1x1", "2x1", "1x2", "2x2", "4x1", "3x1", "2x2,1x2,2x1", "4x4", "5x1", "2", "2X2",
        "1x1,2x2"}},
      {"scans", {"split.scan", "progressive.scan", "bad.scan", "missing.scan", "tables.txt"}},
      {"bogus", {}},
      {"", {}}};
  return all;
}

std::string abbreviated(std::string name, std::mt19937& random) {
  if (random() % 3 == 0 && name.size() > 1) {
    name.resize(1 + random() % name.size());
  }
  if (random() % 8 == 0 && !name.empty()) {
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  }
  return name;
}

struct Drawn {
  std::vector<std::string> words;
  std::string input;
  bool to_file;
};

Drawn draw(std::mt19937& random, const std::vector<Input>& from) {
  Drawn drawn;
  const std::size_t switches = random() % 5U;
  for (std::size_t i = 0; i < switches; ++i) {
    const auto& [name, values] = grammar()[random() % grammar().size()];
    drawn.words.push_back(std::string("-") + abbreviated(name, random));
    if (!values.empty()) {
      drawn.words.push_back(values[random() % values.size()]);
    }
  }
  drawn.to_file = random() % 3 == 0;
  drawn.input = from[random() % from.size()].name;
  return drawn;
}

}  // namespace

TEST_CASE("stock: 500 random command lines give cjpeg's bytes, status and messages",
          "[stock][cli]") {
  const TemporaryFolder folder;
  const std::vector<Input> pictures = inputs();
  for (const Input& picture : pictures) {
    write_file(folder.path() / picture.name, picture.bytes);
  }
  write_side_files(folder.path());

  std::mt19937 random(kSeed);
  std::array<int, 3> seen{};
  for (int i = 0; i < kCommandLines; ++i) {
    const Drawn drawn = draw(random, pictures);
    const auto run_as_cjpeg = [&](const std::filesystem::path& program, bool says_stock,
                                  const char* out_name) {
      Command command{program, {"cjpeg"}, folder.path(), {}, {}, 0};
      if (says_stock) {
        command.words.push_back("-stock");
      }
      command.words.insert(command.words.end(), drawn.words.begin(), drawn.words.end());
      if (drawn.to_file) {
        command.words.insert(command.words.end(), {"-outfile", out_name});
      }
      if (drawn.words.size() % 4 == 1) {
        command.input = folder.path() / drawn.input;
      } else {
        command.words.push_back(drawn.input);
      }
      return run(command);
    };
    const Outcome theirs = run_as_cjpeg(JPEGAWARE_CJPEG, false, "theirs.jpg");
    const Outcome ours = run_as_cjpeg(JPEGAWARE_CJPEGAWARE, true, "ours.jpg");
    std::string line;
    for (const std::string& word : drawn.words) {
      line += word + " ";
    }
    CAPTURE(i, line, drawn.input);
    CHECK(ours.status == theirs.status);
    CHECK(ours.err == theirs.err);
    CHECK((ours.out == theirs.out));
    if (drawn.to_file) {
      const std::string file = read_file(folder.path() / "ours.jpg");
      CHECK((theirs.status == 1 ? file.empty() : file == read_file(folder.path() / "theirs.jpg")));
      std::filesystem::remove(folder.path() / "ours.jpg");
      std::filesystem::remove(folder.path() / "theirs.jpg");
    }
    ++seen.at(static_cast<std::size_t>(theirs.status));
  }
  // The draw must reach all three ends often, or it would prove little.
  CHECK(seen[0] > 100);
  CHECK(seen[1] > 100);
  CHECK(seen[2] > 10);
}

TEST_CASE("stock: -stock may stand anywhere among the switches, and in the environment",
          "[stock][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({97, 61}, 1));
  const Command stock{
      JPEGAWARE_CJPEG, {"cjpeg", "-quality", "80", "-opt", "in.ppm"}, folder.path(), {}, {}, 0};
  const Outcome theirs = run(stock);
  for (const std::size_t place : {1U, 3U, 4U}) {
    Command ours = stock;
    ours.program = JPEGAWARE_CJPEGAWARE;
    ours.words.insert(ours.words.begin() + static_cast<std::ptrdiff_t>(place),
                      place == 3U ? "-STO" : "-stock");
    CHECK((run(ours).out == theirs.out));
  }
  Command by_environment = stock;
  by_environment.program = JPEGAWARE_CJPEGAWARE;
  // Switches of the program's own are set aside where -stock is said.
  by_environment.environment = {"JPEGAWARE_OPTIONS=-stock -strength 30"};
  CHECK((run(by_environment).out == theirs.out));
  by_environment.environment = {"JPEGAWARE_OPTIONS=-saliency uniform -progressive"};
  CHECK((run(by_environment).out != theirs.out));
}

TEST_CASE("stock: every abbreviation of every switch is cjpeg's", "[stock][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({9, 7}, 1));
  for (const auto& [name, values] : grammar()) {
    for (std::size_t length = 0; length <= name.size(); ++length) {
      std::vector<std::string> words{"cjpeg", std::string("-") + name.substr(0, length)};
      if (!values.empty()) {
        words.push_back(values[0]);
      }
      words.push_back("in.ppm");
      const Outcome theirs = run({JPEGAWARE_CJPEG, words, folder.path(), {}, {}, 0});
      words.insert(words.begin() + 1, "-stock");
      const Outcome ours = run({JPEGAWARE_CJPEGAWARE, words, folder.path(), {}, {}, 0});
      CAPTURE(words[2]);
      CHECK(ours.status == theirs.status);
      CHECK(ours.err == theirs.err);
      CHECK((ours.out == theirs.out));
    }
  }
}
