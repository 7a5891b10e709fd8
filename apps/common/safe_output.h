// SPDX-License-Identifier: Apache-2.0
// Stage: bytes of a finished picture -> a file that appears whole or not at all.
#pragma once

#include <sys/stat.h>

#include <cstdio>
#include <string>

#include "jpegaware/result.h"

namespace jpegaware::apps {

/// Where a program's output goes. A regular file is written under a temporary name beside its
/// target (symbolic links are followed first), brought to the disk and renamed by commit();
/// devices, pipes and /dev/stdout are written directly. Dropped, ended by exit() or by SIGINT,
/// SIGTERM or SIGHUP before commit(), it leaves nothing behind and the target as it was.
/// A few at a time, from one thread.
class SafeOutput {
 public:
  /// @param path  the target; empty: standard output
  /// @return      io when the target cannot be written
  [[nodiscard]] static Result<SafeOutput> open(const std::string& path);

  ~SafeOutput();
  SafeOutput(SafeOutput&& other) noexcept;
  SafeOutput& operator=(SafeOutput&&) = delete;

  /// The stream to write to. Open until commit().
  [[nodiscard]] std::FILE* stream() const noexcept { return stream_; }

  /// Gives the target the permissions and times of the picture that was read.
  void preserve(const struct stat& source) noexcept;

  /// Flushes, syncs, renames. io when the disk is full or the reader of a pipe is gone.
  [[nodiscard]] Result<void> commit();

 private:
  SafeOutput() = default;
  void forget(bool removes);
  [[nodiscard]] Result<void> open_temporary(const struct stat* existing);

  std::string target_;      ///< as the caller named it, for messages
  std::string final_path_;  ///< links resolved; empty: written directly
  std::string temporary_path_;
  std::FILE* stream_ = nullptr;
  struct stat source_ {};
  bool preserves_ = false;
  int slot_ = -1;  ///< where its temporary name stands for signal handlers; -1: nowhere
};

}  // namespace jpegaware::apps
