// SPDX-License-Identifier: Apache-2.0
// Stage: other programs. Input: a command line. Output: its exit status, output and cost.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "jpegaware/result.h"

namespace jpegaware::bench {

/// What a finished child process left behind.
struct ProcessResult {
  int exit_status = 0;  ///< as a shell has it: 128 + signal if one ended it
  std::string output;   ///< standard output and standard error together
  double cpu_s = 0.0;   ///< user and system time of the child alone
  double wall_s = 0.0;
  /// Not less than what this program holds when it starts the child: Linux counts that in.
  std::int64_t peak_rss_bytes = 0;
};

/// Runs a program, found by path or in PATH, without a shell, standard input empty.
/// @return io if it cannot be started; a non-zero exit status is not an error here
[[nodiscard]] Result<ProcessResult> run_process(const std::vector<std::string>& arguments);

/// What the calling thread has cost so far, with the programs that it ran.
struct ThreadCost {
  double cpu_s = 0.0;                            ///< of the thread and of its finished programs
  std::int64_t last_program_peak_rss_bytes = 0;  ///< of the last of its programs; 0: it ran none
};
[[nodiscard]] ThreadCost thread_cost();

/// Where a program lies, looked for as execvp() does; empty if nowhere.
[[nodiscard]] std::filesystem::path find_program(const std::string& name);

/// Name and version of the Debian package that is installed, e.g. "guetzli 1.0.1-1+b1"; only the
/// name where there is no such package or no Debian.
[[nodiscard]] std::string package_version(const std::string& package);

/// A directory of its own under the system's temporary one, removed with all it holds at the end.
class TemporaryDirectory {
 public:
  [[nodiscard]] static Result<TemporaryDirectory> create();
  ~TemporaryDirectory();
  TemporaryDirectory(TemporaryDirectory&& other) noexcept;
  TemporaryDirectory& operator=(TemporaryDirectory&&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryDirectory(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace jpegaware::bench
