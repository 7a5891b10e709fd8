// SPDX-License-Identifier: Apache-2.0
// Errors as values: Result<T> holds a T or an Error with a sentence that a user can act on.
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace jpegaware {

/// What kind of failure it was. Numbers are part of the C ABI: never reused, never renumbered.
enum class ErrorCode : int {
  kInvalidArgument = 1,  ///< an option, size or map is outside its documented range
  kUnsupported = 2,      ///< a valid request that this build or format cannot serve
  kOutOfMemory = 3,      ///< an allocation failed or a memory limit would be passed
  kAborted = 4,          ///< the caller's cancel or deadline callback asked to stop
  kIo = 5,               ///< reading or writing a file or sink failed
  kBadWeights = 6,       ///< a weights file is missing, damaged or of another network
  kBadInput = 7,         ///< the picture's data is damaged or not what it says it is
  kInternal = 8,         ///< a broken promise inside the library: please report it
};

/// A failure: its kind, and one sentence (what, why, which limit) without file or line.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
};

/// A value or an Error. Members are named as std::expected's, which C++20 lacks.
/// Not thread-safe beyond what T is; moving from it leaves T moved-from.
template <typename T>
class [[nodiscard]] Result {
 public:
  // Implicit on purpose: `return value;` and `return Error{...};` both read as what they are.
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  [[nodiscard]] T& value() & {
    assert(has_value());
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] const T& value() const& {
    assert(has_value());
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] T&& value() && {
    assert(has_value());
    return std::move(*std::get_if<0>(&state_));
  }
  [[nodiscard]] T& operator*() & { return value(); }
  [[nodiscard]] const T& operator*() const& { return value(); }
  [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
  [[nodiscard]] T* operator->() { return &value(); }
  [[nodiscard]] const T* operator->() const { return &value(); }

  [[nodiscard]] const Error& error() const& {
    assert(!has_value());
    return *std::get_if<1>(&state_);
  }
  [[nodiscard]] Error&& error() && {
    assert(!has_value());
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  std::variant<T, Error> state_;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const noexcept { return !error_.has_value(); }
  explicit operator bool() const noexcept { return has_value(); }

  [[nodiscard]] const Error& error() const& {
    assert(!has_value());
    return *error_;
  }
  [[nodiscard]] Error&& error() && {
    assert(!has_value());
    return std::move(*error_);
  }

 private:
  std::optional<Error> error_;
};

}  // namespace jpegaware
