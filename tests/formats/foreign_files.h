// SPDX-License-Identifier: Apache-2.0
// Files that other programs make, our program's answer to them, and how others see that answer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "process.h"

namespace formats_test {

/// A folder with the shared photo as `photo.png` (180 x 120, sRGB, no alpha), where shell
/// commands run.
class ForeignFolder {
 public:
  ForeignFolder();

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return folder_.path(); }
  /// Runs a command that has to succeed; standard output comes back. $OURS is our program with the
  /// switches for a faithful copy.
  std::string shell(const std::string& command) const;
  /// The same, for commands that may fail: status and both outputs.
  [[nodiscard]] cli_test::Outcome try_shell(const std::string& command) const;
  /// A tag by exiftool, as text; empty where the file has none.
  [[nodiscard]] std::string tag(const std::string& file, const std::string& name) const;
  /// A tag's bytes by exiftool.
  [[nodiscard]] std::string tag_bytes(const std::string& file, const std::string& name) const;
  /// PSNR in dB between two pictures of one size that ImageMagick reads, over RGB.
  [[nodiscard]] double psnr_db(const std::string& a, const std::string& b) const;
  /// "format width height colourspace" by identify.
  [[nodiscard]] std::string identity(const std::string& file) const;

 private:
  cli_test::TemporaryFolder folder_;
};

}  // namespace formats_test
