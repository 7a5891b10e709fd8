// SPDX-License-Identifier: Apache-2.0
// Stage: bytes of a finished picture -> a file that appears whole or not at all.
#pragma once

#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <string>

#include "jpegaware/result.h"

namespace jpegaware::apps {

/// Holds signals back for as long as it lives: in this thread they wait, in another one the end of
/// the program does. For a few system calls that must all happen or none; one at a time in a
/// thread.
class SignalsHeld {
 public:
  SignalsHeld();
  ~SignalsHeld();
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_;
};

/// Where a program's output goes. A regular file is written under a temporary name beside its
/// target (symbolic links are followed first), brought to the disk by finish() and renamed by
/// publish(); devices, pipes, /dev/stdout and its like are written directly. An existing file whose
/// folder takes no new one, or that is a mount of its own, gets its new content in place by
/// publish(), when there is room for it. Dropped, ended by
/// exit() or by a signal that a user, a terminal or a closed pipe sends, it leaves nothing behind
/// and the target as it was. A few at a time, from one thread.
class SafeOutput {
 public:
  /// @param path  the target; empty: standard output
  /// @return      io when the target cannot be written
  [[nodiscard]] static Result<SafeOutput> open(const std::string& path);

  ~SafeOutput();
  SafeOutput(SafeOutput&& other) noexcept;
  SafeOutput& operator=(SafeOutput&&) = delete;

  /// The stream to write to. Open until finish().
  [[nodiscard]] std::FILE* stream() const noexcept { return stream_; }

  /// Gives the target the permissions and times of the picture that was read.
  void preserve(const struct stat& source) noexcept;

  /// Flushes, syncs, closes. io when the disk is full or the reader of a pipe is gone.
  [[nodiscard]] Result<void> finish();

  /// Renames what finish() has brought to the disk: all that is left to fail is the folder.
  [[nodiscard]] Result<void> publish();

  /// finish() and publish(), where there is only one file.
  [[nodiscard]] Result<void> commit();

 private:
  SafeOutput() = default;
  void forget(bool removes);
  [[nodiscard]] Result<void> open_temporary(const struct stat* existing);
  [[nodiscard]] Result<void> open_unnamed();
  [[nodiscard]] bool replace_content();

  std::string target_;          ///< as the caller named it, for messages
  std::string final_path_;      ///< links resolved; empty: written directly
  std::string temporary_path_;  ///< empty: the folder takes no new file
  std::FILE* stream_ = nullptr;
  struct stat source_ {};
  bool preserves_ = false;
  int content_ = -1;  ///< a descriptor of what is to be copied into the target; -1: renamed instead
  int slot_ = -1;     ///< where its temporary name stands for signal handlers; -1: nowhere
};

}  // namespace jpegaware::apps
