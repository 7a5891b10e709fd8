// SPDX-License-Identifier: Apache-2.0
// Where the encoder's bytes go: a caller's sink, called in order from one thread.
#pragma once

#include <cstdint>
#include <new>
#include <span>
#include <utility>
#include <vector>

#include "jpegaware/result.h"

namespace jpegaware {

/// Receives the file's bytes in order. Called from the thread that called encode, several times;
/// the span is valid during the call only. An Error ends the encode and is returned from it.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  [[nodiscard]] virtual Result<void> write(std::span<const std::uint8_t> bytes) = 0;

 protected:
  ByteSink() = default;
  ByteSink(const ByteSink&) = default;
  ByteSink& operator=(const ByteSink&) = default;
};

/// Keeps everything in memory; out_of_memory.
class VectorSink final : public ByteSink {
 public:
  [[nodiscard]] Result<void> write(std::span<const std::uint8_t> bytes) override {
    try {
      bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    } catch (const std::bad_alloc&) {
      return Error{ErrorCode::kOutOfMemory, "out of memory"};  // so short that it needs none
    }
    return {};
  }
  [[nodiscard]] const std::vector<std::uint8_t>& bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::vector<std::uint8_t> take() noexcept { return std::move(bytes_); }

 private:
  std::vector<std::uint8_t> bytes_;
};

}  // namespace jpegaware
