// SPDX-License-Identifier: Apache-2.0
// Makes of a row operation that begins at any sample one that does the whole row.
#pragma once

namespace jpegaware::detail {

template <auto kFrom, typename... Args>
void from_the_first(Args... args) {
  kFrom(0, args...);
}

template <auto kFrom, typename... Args>
constexpr auto whole_row_of(void (*)(int, Args...)) {
  return &from_the_first<kFrom, Args...>;
}

/// f(0, ...) for f(int first, ...), as a plain function.
template <auto kFrom>
inline constexpr auto kWholeRow = whole_row_of<kFrom>(kFrom);

}  // namespace jpegaware::detail
