// SPDX-License-Identifier: Apache-2.0
// Runs a program as a shell would: words in, exit status and both output streams back.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cli_test {

/// What a program did. `status` is the exit status, or 128 + the signal that ended it.
struct Outcome {
  int status = -1;
  std::string out;
  std::string err;
  double cpu_s = 0;
  long peak_kb = 0;
};

/// What to run. The first of `words` is argv[0]; `program` is the file that is run.
struct Command {
  std::filesystem::path program;
  std::vector<std::string> words;
  std::filesystem::path folder;          ///< where it runs; empty: here
  std::filesystem::path input;           ///< standard input; empty: /dev/null
  std::vector<std::string> environment;  ///< NAME=VALUE, added to ours
  unsigned long file_bytes = 0;          ///< limit of what it may write into a file; 0: none
};

[[nodiscard]] Outcome run(const Command& command);

/// A folder of the test's own, removed with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// Names of the files in it, sorted.
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  std::filesystem::path path_;
};

[[nodiscard]] std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, const std::string& bytes);

}  // namespace cli_test
