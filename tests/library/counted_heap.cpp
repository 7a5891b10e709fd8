// SPDX-License-Identifier: Apache-2.0
// malloc and its family, defined in the program itself: the loader gives these to libjpeg, to
// OpenCV and to operator new as well. glibc keeps its own under the __libc_ names.
#include "counted_heap.h"

#include <malloc.h>

#include <atomic>
#include <cerrno>
#include <cstddef>

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* block);
}

namespace {

// No constructors: the loader allocates before ours would have run.
constinit std::atomic<std::int64_t> live_bytes_now{0};
constinit std::atomic<std::int64_t> live_blocks_now{0};
constinit std::atomic<std::int64_t> peak{0};
constinit std::atomic<std::int64_t> asked_now{0};
constinit std::atomic<std::int64_t> refused_now{0};
constinit std::atomic<std::int64_t> failing_from{-1};
constinit std::atomic<std::int64_t> failing_to{-1};

bool must_fail() {
  const std::int64_t index = asked_now.fetch_add(1);
  if (index < failing_from.load() || index >= failing_to.load()) {
    return false;
  }
  refused_now.fetch_add(1);
  errno = ENOMEM;
  return true;
}

void count(void* block, int sign) {
  if (block == nullptr) {
    return;
  }
  const std::int64_t size = static_cast<std::int64_t>(malloc_usable_size(block));
  const std::int64_t now = live_bytes_now.fetch_add(sign * size) + sign * size;
  live_blocks_now.fetch_add(sign);
  std::int64_t highest = peak.load();
  while (now > highest && !peak.compare_exchange_weak(highest, now)) {
  }
}

void* counted(void* block) {
  count(block, 1);
  return block;
}

}  // namespace

// Clang would hide these from the libraries with -fvisibility=hidden, GCC would not.
#pragma GCC visibility push(default)
extern "C" {

void* malloc(std::size_t size) { return must_fail() ? nullptr : counted(__libc_malloc(size)); }

void* calloc(std::size_t many, std::size_t size) {
  return must_fail() ? nullptr : counted(__libc_calloc(many, size));
}

void* realloc(void* block, std::size_t size) {
  if (must_fail()) {
    return nullptr;
  }
  count(block, -1);
  void* moved = __libc_realloc(block, size);
  count(moved != nullptr || size == 0 ? moved : block, 1);
  return moved;
}

void* memalign(std::size_t alignment, std::size_t size) {
  return must_fail() ? nullptr : counted(__libc_memalign(alignment, size));
}

void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }

int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
  *block = memalign(alignment, size);
  return *block == nullptr ? ENOMEM : 0;
}

void free(void* block) {
  const int kept = errno;
  count(block, -1);
  __libc_free(block);
  errno = kept;
}

}  // extern "C"
#pragma GCC visibility pop

namespace counted_heap {

std::int64_t live_bytes() { return live_bytes_now.load(); }
std::int64_t live_blocks() { return live_blocks_now.load(); }
std::int64_t peak_bytes() { return peak.load(); }
void reset_peak() { peak.store(live_bytes_now.load()); }

void fail(Failing failing, std::int64_t index) {
  failing_from.store(-1);
  failing_to.store(-1);
  asked_now.store(0);
  if (failing != Failing::kNone) {
    refused_now.store(0);
    failing_to.store(failing == Failing::kOne ? index + 1 : INT64_MAX);
    failing_from.store(index);
  }
}

std::int64_t refused() { return refused_now.load(); }

}  // namespace counted_heap
