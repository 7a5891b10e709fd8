// SPDX-License-Identifier: Apache-2.0
// Exceptions become Errors here, also when there is no memory left to describe them.
#pragma once

#include <exception>
#include <new>
#include <string>

#include "jpegaware/result.h"

namespace jpegaware::detail {

/// An out_of_memory Error with this sentence, or with two words that fit into a string without an
/// allocation when the sentence does not.
[[nodiscard]] inline Error out_of_memory(const char* sentence) noexcept {
  try {
    return {ErrorCode::kOutOfMemory, sentence};
  } catch (const std::bad_alloc&) {
    return {ErrorCode::kOutOfMemory, "out of memory"};
  }
}

/// The Error for the exception that is being handled: call it in a catch block only.
[[nodiscard]] inline Error error_from_exception() noexcept {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return out_of_memory("not enough memory");
  } catch (const std::exception& thrown) {
    try {
      return {ErrorCode::kInternal, std::string("unexpected: ") + thrown.what()};
    } catch (const std::bad_alloc&) {
      return out_of_memory("not enough memory");
    }
  } catch (...) {
    return {ErrorCode::kInternal, "unknown throw"};
  }
}

/// Runs `body`, which returns a Result, and gives what it throws as an Error.
template <typename Body>
[[nodiscard]] auto no_throw(Body body) noexcept -> decltype(body()) {
  try {
    return body();
  } catch (...) {
    return error_from_exception();
  }
}

}  // namespace jpegaware::detail
