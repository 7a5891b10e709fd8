// SPDX-License-Identifier: Apache-2.0
// Laws of output: a file appears whole or not at all, whatever ends the run.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "catch.hpp"
#include "pictures.h"
#include "process.h"
#include "programs.h"

using namespace cli_test;

namespace {

using Words = std::vector<std::string>;

Outcome cjpegaware(const TemporaryFolder& folder, Words words, unsigned long file_bytes = 0) {
  words.insert(words.begin(), {"cjpegaware", "-saliency", "uniform"});
  return run({JPEGAWARE_CJPEGAWARE, words, folder.path(), {}, {}, file_bytes});
}

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

}  // namespace

TEST_CASE("safety: output onto the input works", "[safety][cli]") {
  const TemporaryFolder folder;
  const std::string picture = ppm({97, 61}, 1);
  write_file(folder.path() / "a.ppm", picture);
  CHECK(cjpegaware(folder, {"-outfile", "b.jpg", "a.ppm"}).status == 0);
  CHECK(cjpegaware(folder, {"-outfile", "a.ppm", "a.ppm"}).status == 0);
  CHECK((read_file(folder.path() / "a.ppm") == read_file(folder.path() / "b.jpg")));
}

TEST_CASE("safety: links are followed, permissions stay, -preserve takes the input's",
          "[safety][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({17, 13}, 1));
  write_file(folder.path() / "real.jpg", "earlier");
  std::filesystem::create_symlink("real.jpg", folder.path() / "link.jpg");
  ::chmod((folder.path() / "real.jpg").c_str(), 0640);
  ::chmod((folder.path() / "in.ppm").c_str(), 0604);
  CHECK(cjpegaware(folder, {"-outfile", "link.jpg", "in.ppm"}).status == 0);
  CHECK(std::filesystem::is_symlink(folder.path() / "link.jpg"));
  CHECK(read_file(folder.path() / "real.jpg").size() > 100);
  CHECK(mode_of(folder.path() / "real.jpg") == 0640);
  CHECK(cjpegaware(folder, {"-preserve", "-outfile", "kept.jpg", "in.ppm"}).status == 0);
  CHECK(mode_of(folder.path() / "kept.jpg") == 0604);
  CHECK(std::filesystem::last_write_time(folder.path() / "kept.jpg") ==
        std::filesystem::last_write_time(folder.path() / "in.ppm"));
  std::filesystem::create_symlink("new.jpg", folder.path() / "dangling.jpg");
  CHECK(cjpegaware(folder, {"-outfile", "dangling.jpg", "in.ppm"}).status == 0);
  CHECK(std::filesystem::exists(folder.path() / "new.jpg"));
}

TEST_CASE("safety: -nooverwrite refuses, a missing folder is a sentence", "[safety][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({17, 13}, 1));
  write_file(folder.path() / "out.jpg", "earlier");
  CHECK(cjpegaware(folder, {"-nooverwrite", "-outfile", "out.jpg", "in.ppm"}).status == 1);
  CHECK(read_file(folder.path() / "out.jpg") == "earlier");
  const Outcome nowhere = cjpegaware(folder, {"-outfile", "missing/out.jpg", "in.ppm"});
  CHECK(nowhere.status == 1);
  CHECK(nowhere.err.find("missing/out.jpg") != std::string::npos);
}

TEST_CASE("safety: a full device and a full disk leave the target as it was", "[safety][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({400, 300}, 1));
  const Outcome device = cjpegaware(folder, {"-outfile", "/dev/full", "in.ppm"});
  CHECK(device.status == 1);
  CHECK(device.err.find("/dev/full") != std::string::npos);
  write_file(folder.path() / "out.jpg", "earlier");
  // A limit on file sizes stands in for a full disk: the write fails half way.
  const Words words = GENERATE(Words{}, Words{"-stock"}, Words{"-map-out", "map.png"});
  Words line = words;
  line.insert(line.end(), {"-outfile", "out.jpg", "in.ppm"});
  const Outcome outcome = words == Words{"-stock"}
                              ? run({JPEGAWARE_CJPEGAWARE,
                                     {"cjpegaware", "-stock", "-outfile", "out.jpg", "in.ppm"},
                                     folder.path(),
                                     {},
                                     {},
                                     4096})
                              : cjpegaware(folder, line, 4096);
  CAPTURE(words, outcome.err);
  CHECK(outcome.status != 0);
  CHECK(read_file(folder.path() / "out.jpg") == "earlier");
  CHECK(folder.names() == Words{"in.ppm", "out.jpg"});
}

TEST_CASE("safety: a signal in the middle of 12 megapixels leaves nothing", "[safety][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({4000, 3000}, 1));
  write_file(folder.path() / "out.jpg", "earlier");
  for (const std::string signal : {"INT", "TERM", "QUIT", "PIPE"}) {
    for (const std::string delay : {"0.02", "0.1", "0.3", "0.5"}) {
      for (const std::string mode : {"-stock", "-sequential"}) {
        const Outcome outcome = run({"/usr/bin/timeout",
                                     {"timeout", "-s", signal, delay, JPEGAWARE_CJPEGAWARE, mode,
                                      "-outfile", "out.jpg", "in.ppm"},
                                     folder.path(),
                                     {},
                                     {},
                                     0});
        CAPTURE(signal, delay, mode, outcome.status);
        const std::string left = read_file(folder.path() / "out.jpg");
        // The run may have been done before the signal: then the file is whole.
        const bool is_whole = run({JPEGAWARE_DJPEG,
                                   {"djpeg", "-scale", "1/8", "-outfile", "/dev/null", "out.jpg"},
                                   folder.path(),
                                   {},
                                   {},
                                   0})
                                  .status == 0;
        CHECK((left == "earlier" || is_whole));
        CHECK(folder.names() == Words{"in.ppm", "out.jpg"});
        write_file(folder.path() / "out.jpg", "earlier");
      }
    }
  }
}

TEST_CASE("safety: what a shell has opened as standard output is written on, not cut off",
          "[safety][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({17, 13}, 1));
  const std::string ours = std::string(JPEGAWARE_CJPEGAWARE) + " -saliency uniform ";
  const auto shell = [&folder](const std::string& line) {
    return run({"/bin/sh", {"sh", "-c", line}, folder.path(), {}, {}, 0}).status;
  };
  const std::string file = cjpegaware(folder, {"in.ppm"}).out;
  REQUIRE(file.size() > 100);
  for (const std::string name : {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}) {
    CAPTURE(name);
    CHECK(shell("(echo before; " + ours + "-outfile " + name + " in.ppm; echo behind) >out") == 0);
    CHECK((read_file(folder.path() / "out") == "before\n" + file + "behind\n"));
  }
  CHECK(shell(ours + "-outfile /dev/fd/77 in.ppm 2>err") == 1);
  CHECK(shell(ours + "in.ppm >&- 2>err") == 1);
  CHECK(read_file(folder.path() / "err").find("standard output") != std::string::npos);
}

TEST_CASE("safety: an existing file in a folder that takes no new one gets its content in place",
          "[safety][cli]") {
  const TemporaryFolder folder;
  const std::filesystem::path locked = folder.path() / "locked";
  write_file(folder.path() / "in.ppm", ppm({400, 300}, 1));
  std::filesystem::create_directory(locked);
  // Longer than the new content: what is left over must go.
  write_file(locked / "out.jpg", std::string(500'000, 'x'));
  ::chmod(locked.c_str(), 0555);
  // What root may do otherwise is taken away.
  const std::string unprivileged =
      ::geteuid() == 0 ? "setpriv --bounding-set=-all --inh-caps=-all " : "";
  const auto shell = [&](const std::string& limit, const std::string& command) {
    const std::string line = limit + unprivileged + command;
    return run({"/bin/sh", {"sh", "-c", line}, folder.path(), {}, {}, 0}).status;
  };
  REQUIRE(shell("", "test -w locked/out.jpg") == 0);
  REQUIRE(shell("", "test -w locked") != 0);
  const std::string program(JPEGAWARE_CJPEGAWARE);
  for (const std::string mode : {" -stock", " -saliency uniform"}) {
    const std::string words = mode + " -outfile locked/out.jpg in.ppm";
    CHECK(shell("", program + words) == 0);
    const std::string whole = read_file(locked / "out.jpg");
    CHECK(
        (whole ==
         run({"/bin/sh", {"sh", "-c", program + mode + " in.ppm"}, folder.path(), {}, {}, 0}).out));
    CHECK(shell("ulimit -f 8; ", program + words) != 0);  // no room for it
    CHECK((read_file(locked / "out.jpg") == whole));
    CHECK(shell("", program + mode + " -outfile locked/new.jpg in.ppm") == 1);
  }
  ::chmod(locked.c_str(), 0755);
  std::filesystem::remove(locked / "out.jpg");
  CHECK(std::filesystem::is_empty(locked));
}

TEST_CASE("safety: no output takes the file of another, or of what is read", "[safety][cli]") {
  const TemporaryFolder folder;
  const std::string picture = ppm({97, 61}, 1);
  write_file(folder.path() / "in.ppm", picture);
  write_file(folder.path() / "mask.pgm", pgm({13, 8}, 2));
  std::filesystem::create_symlink("in.ppm", folder.path() / "link.ppm");
  const Words words = GENERATE(
      Words{"-map-out", "in.ppm"}, Words{"-explain", "link.ppm"}, Words{"-qmap-out", "./in.ppm"},
      Words{"-map-out", "out.jpg"}, Words{"-map-out", "map", "-explain", "map"},
      Words{"-qmap-out", "new/../out.jpg"}, Words{"-mask", "mask.pgm", "-outfile", "mask.pgm"});
  Words line = words;
  line.insert(line.begin(), {"-outfile", "out.jpg"});
  line.push_back("in.ppm");
  const Outcome outcome = cjpegaware(folder, line);
  CAPTURE(words, outcome.err);
  CHECK(outcome.status == 1);
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
  CHECK(folder.names() == Words{"in.ppm", "link.ppm", "mask.pgm"});
  CHECK((read_file(folder.path() / "in.ppm") == picture));
  // Devices are nobody's, and a map may be made better in place.
  CHECK(cjpegaware(folder, {"-explain", "/dev/null", "-qmap-out", "/dev/null", "in.ppm"}).status ==
        0);
  CHECK(cjpegaware(folder, {"-qmap-out", "grid", "in.ppm"}).status == 0);
  CHECK(cjpegaware(folder, {"-qmap", "grid", "-qmap-out", "grid", "in.ppm"}).status == 0);
}

TEST_CASE("safety: links that go round are refused, and stay", "[safety][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({17, 13}, 1));
  std::filesystem::create_symlink("there", folder.path() / "here");
  std::filesystem::create_symlink("here", folder.path() / "there");
  CHECK(cjpegaware(folder, {"-outfile", "here", "in.ppm"}).status == 1);
  CHECK(folder.names() == Words{"here", "in.ppm", "there"});
  CHECK(std::filesystem::is_symlink(folder.path() / "here"));
}

TEST_CASE("safety: of several files all appear, or none", "[safety][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({400, 300}, 1));
  // The JPEG's last bytes are too many, which shows when all else is written already.
  const Words jpeg{"-quality", "95", "-outfile", "out.jpg", "in.ppm"};
  REQUIRE(cjpegaware(folder, jpeg).status == 0);
  const auto bytes = std::filesystem::file_size(folder.path() / "out.jpg");
  std::filesystem::remove(folder.path() / "out.jpg");
  Words with_grid = jpeg;
  with_grid.insert(with_grid.begin(), {"-qmap-out", "grid"});
  const Outcome outcome = cjpegaware(folder, with_grid, bytes / 4096 * 4096);
  CAPTURE(outcome.err);
  CHECK(outcome.status != 0);
  CHECK(folder.names() == Words{"in.ppm"});
}

TEST_CASE("safety: a closed pipe ends the run quietly", "[safety][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({800, 600}, 1));
  const std::string line =
      std::string(JPEGAWARE_CJPEGAWARE) + " -saliency uniform in.ppm | head -c 10 >head";
  const Outcome outcome = run({"/bin/sh", {"sh", "-c", line}, folder.path(), {}, {}, 0});
  CHECK(outcome.err.empty());
  CHECK(read_file(folder.path() / "head").size() == 10);
  CHECK(folder.names() == Words{"head", "in.ppm"});
}

TEST_CASE("safety: no file is larger than cjpeg's, no JPEG larger than it was", "[safety][cli]") {
  const TemporaryFolder folder;
  // Noise is where a rate-distortion search gains nothing.
  std::string noise = "P6 200 150 255\n";
  std::uint32_t state = 1;
  for (int i = 0; i < 200 * 150 * 3; ++i) {
    state = state * 1664525U + 1013904223U;
    noise += static_cast<char>(state >> 24U);
  }
  write_file(folder.path() / "noise.ppm", noise);
  write_file(folder.path() / "one.ppm", ppm({1, 1}, 1));
  write_file(folder.path() / "photo.ppm", ppm({97, 61}, 1));
  // Told the same about the coding of the levels, cjpeg makes no smaller file either.
  const Words coding = GENERATE(Words{}, Words{"-optimize"}, Words{"-progressive"},
                                Words{"-arithmetic"}, Words{"-restart", "1"});
  for (const std::string input : {"noise.ppm", "one.ppm", "photo.ppm"}) {
    for (const std::string quality : {"1", "10", "50", "75", "90", "97", "100"}) {
      for (const std::string sampling : {"2x2", "1x1"}) {
        Words words{"cjpeg", "-quality", quality, "-sample", sampling};
        words.insert(words.end(), coding.begin(), coding.end());
        words.push_back(input);
        const Outcome plain = run({JPEGAWARE_CJPEG, words, folder.path(), {}, {}, 0});
        words[0] = "-no-marker";
        const Outcome ours = cjpegaware(folder, words);
        CAPTURE(input, quality, sampling, coding);
        CHECK(ours.out.size() <= plain.out.size());
      }
    }
  }
  write_file(folder.path() / "small.jpg",
             run({JPEGAWARE_CJPEG,
                  {"cjpeg", "-quality", "20", "-optimize", "noise.ppm"},
                  folder.path(),
                  {},
                  {},
                  0})
                 .out);
  const Outcome again = cjpegaware(folder, {"-quality", "95", "small.jpg"});
  CHECK(again.status == 0);
  CHECK(again.out.size() <= read_file(folder.path() / "small.jpg").size());
}
