// SPDX-License-Identifier: Apache-2.0
// Runs ImageMagick, exiftool and the rest by a shell.
#include "foreign_files.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "catch.hpp"
#include "programs.h"

namespace formats_test {
namespace {

/// The samples of a binary PPM with the header that ImageMagick writes.
std::string ppm_samples(const std::string& ppm) {
  std::istringstream header(ppm.substr(0, 40));
  std::string magic;
  std::size_t width = 0;
  std::size_t height = 0;
  std::size_t largest = 0;
  header >> magic >> width >> height >> largest;
  REQUIRE(magic == "P6");
  REQUIRE(largest == 255);
  const std::size_t count = width * height * 3;
  REQUIRE(ppm.size() >= count);
  return ppm.substr(ppm.size() - count);
}

std::string without_line_end(std::string text) {
  while (!text.empty() && text.back() == '\n') {
    text.pop_back();
  }
  return text;
}

}  // namespace

ForeignFolder::ForeignFolder() {
  shell("convert '" JPEGAWARE_PHOTOS "/chelsea.png' -resize 180x120! -strip PNG24:photo.png");
}

cli_test::Outcome ForeignFolder::try_shell(const std::string& command) const {
  const std::string ours =
      "OURS='" JPEGAWARE_CJPEGAWARE " -quality 95 -sample 1x1 -saliency uniform'; set -e; ";
  cli_test::Command shell_command;
  shell_command.program = "/bin/sh";
  shell_command.words = {"sh", "-c", ours + command};
  shell_command.folder = path();
  return cli_test::run(shell_command);
}

std::string ForeignFolder::shell(const std::string& command) const {
  const auto outcome = try_shell(command);
  INFO(command << "\n" << outcome.err);
  REQUIRE(outcome.status == 0);
  return outcome.out;
}

std::string ForeignFolder::tag(const std::string& file, const std::string& name) const {
  return without_line_end(shell("exiftool -s3 -n -" + name + " " + file));
}

std::string ForeignFolder::tag_bytes(const std::string& file, const std::string& name) const {
  return shell("exiftool -b -" + name + " " + file);
}

double ForeignFolder::psnr_db(const std::string& a, const std::string& b) const {
  const std::string first = ppm_samples(shell("convert " + a + " -strip -depth 8 ppm:-"));
  const std::string second = ppm_samples(shell("convert " + b + " -strip -depth 8 ppm:-"));
  REQUIRE(first.size() == second.size());
  double sum = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const int difference =
        static_cast<std::uint8_t>(first[i]) - static_cast<std::uint8_t>(second[i]);
    sum += difference * difference;
  }
  return 10 * std::log10(255.0 * 255.0 * static_cast<double>(first.size()) / std::max(sum, 1.0));
}

std::string ForeignFolder::identity(const std::string& file) const {
  return without_line_end(shell("identify -format '%m %w %h %[colorspace]' " + file));
}

}  // namespace formats_test
