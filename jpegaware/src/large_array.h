// SPDX-License-Identifier: Apache-2.0
// Memory for arrays that grow with the picture: on cache lines, and not filled before it is
// written. (Large pages by madvise were tried: 40 % fewer page faults, but where memory is
// fragmented the system's compaction cost more than these.)
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace jpegaware::detail {

template <typename T>
struct LargeArrayAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{64};

  LargeArrayAllocator() = default;
  template <typename Other>
  LargeArrayAllocator(const LargeArrayAllocator<Other>& /*other*/) noexcept {}  // NOLINT: converts

  [[nodiscard]] T* allocate(std::size_t count) {
    if (count > std::size_t(-1) / sizeof(T)) {
      throw std::bad_array_new_length();
    }
    return static_cast<T*>(::operator new(count * sizeof(T), kAlignment));
  }
  void deallocate(T* elements, std::size_t /*count*/) noexcept {
    ::operator delete(elements, kAlignment);
  }

  /// Elements without a value stay what the memory is.
  template <typename U>
  void construct(U* element) noexcept {
    ::new (static_cast<void*>(element)) U;
  }
  template <typename U, typename... Arguments>
  void construct(U* element, Arguments&&... arguments) {
    std::construct_at(element, std::forward<Arguments>(arguments)...);
  }

  friend bool operator==(const LargeArrayAllocator&, const LargeArrayAllocator&) noexcept {
    return true;
  }
};

/// resize(n) leaves new elements unset; resize(n, value) and assign() set them.
template <typename T>
using LargeArray = std::vector<T, LargeArrayAllocator<T>>;

}  // namespace jpegaware::detail
