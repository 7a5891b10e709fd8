// SPDX-License-Identifier: Apache-2.0
// Writes a file under a temporary name and renames it when it is whole.
#include "safe_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace jpegaware::apps {
namespace {

// A signal handler may touch nothing but these; exit() removes the files the same way.
struct Slot {
  std::atomic<bool> is_unfinished = false;
  std::array<char, 4096> path{};
};
std::array<Slot, 8> g_slots;
std::atomic<bool> g_is_ending = false;  // a signal is ending the program
std::atomic<int> g_holders = 0;         // SignalsHeld that live

// The slot stays taken until the file is gone: a second thread in a handler must not find it free
// and end the program first.
void remove_unfinished(Slot& slot) {
  if (slot.is_unfinished) {
    ::unlink(slot.path.data());
    slot.is_unfinished = false;
  }
}

void remove_all_unfinished() {
  for (Slot& slot : g_slots) {
    remove_unfinished(slot);
  }
}

extern "C" void jpegaware_end_by_signal(int signal_number) {
  // Any thread may be the one that takes a signal, so the others' SignalsHeld are waited for. None
  // of them can be this thread's, which would have taken no signal.
  g_is_ending = true;
  while (g_holders != 0) {
  }
  remove_all_unfinished();
  // By default the signal ends the program: on return from here, or at once in another thread.
  ::signal(signal_number, SIG_DFL);
  ::raise(signal_number);
}

void watch_exits() {
  static const bool is_registered = [] {
    std::atexit(remove_all_unfinished);
    struct sigaction action {};
    action.sa_handler = jpegaware_end_by_signal;
    // A second signal (timeout sends two) waits: it would end the program before the files are
    // gone.
    ::sigfillset(&action.sa_mask);
    for (const int signal_number :
         {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGALRM, SIGXCPU, SIGXFSZ}) {
      struct sigaction previous {};
      if (::sigaction(signal_number, nullptr, &previous) == 0 && previous.sa_handler != SIG_IGN) {
        ::sigaction(signal_number, &action, nullptr);
      }
    }
    return true;
  }();
  static_cast<void>(is_registered);
}

/// The place of the slot that now holds the path; -1 when all are taken.
int remember_unfinished(const std::string& path) {
  for (std::size_t i = 0; i < g_slots.size(); ++i) {
    if (!g_slots[i].is_unfinished) {
      std::memcpy(g_slots[i].path.data(), path.c_str(), path.size() + 1);
      g_slots[i].is_unfinished = true;
      return static_cast<int>(i);
    }
  }
  return -1;
}

Error io_error(const std::string& path, const char* what) {
  return Error{ErrorCode::kIo, path + ": " + what + ": " + std::strerror(errno)};
}

/// The path with symbolic links followed, also where the last one leads to no file yet; nothing
/// where they go round.
std::optional<std::string> resolve(std::string path) {
  constexpr int kMostLinks = 40;  // Linux's own limit
  for (int i = 0; i < kMostLinks; ++i) {
    std::array<char, 4096> link{};
    const ssize_t length = ::readlink(path.c_str(), link.data(), link.size() - 1);
    if (length <= 0) {
      return path;
    }
    const std::string next(link.data(), static_cast<std::size_t>(length));
    const std::size_t slash = path.rfind('/');
    path = next[0] == '/' || slash == std::string::npos ? next : path.substr(0, slash + 1) + next;
  }
  return std::nullopt;
}

/// The descriptor that a path under /dev or /proc stands for.
std::optional<int> named_descriptor(const std::string& path) {
  if (path == "/dev/stdout") {
    return STDOUT_FILENO;
  }
  if (path == "/dev/stderr") {
    return STDERR_FILENO;
  }
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    int descriptor = -1;
    if (path.rfind(folder, 0) == 0) {
      const char* end = path.data() + path.size();
      const auto [stop, error] = std::from_chars(path.data() + folder.size(), end, descriptor);
      return error == std::errc{} && stop == end ? std::optional(descriptor) : std::nullopt;
    }
  }
  return std::nullopt;
}

/// Opens what cannot be replaced. /dev/stdout may be a regular file that a shell has opened:
/// opening it anew would cut off what lies in it, so the descriptor itself is written to.
std::FILE* open_directly(const std::string& path) {
  const auto named = named_descriptor(path);
  if (!named) {
    return std::fopen(path.c_str(), "wb");
  }
  const int descriptor = ::dup(*named);
  return descriptor < 0 ? nullptr : ::fdopen(descriptor, "wb");
}

bool is_written_directly(const std::string& path, const struct stat* existing) {
  const bool is_device = path.rfind("/dev/", 0) == 0 || path.rfind("/proc/", 0) == 0;
  return is_device || (existing != nullptr && !S_ISREG(existing->st_mode));
}

/// A target opened for writing in place; closing it leaves errno as it was.
class Target {
 public:
  explicit Target(const std::string& path)
      : descriptor_(::open(path.c_str(), O_WRONLY | O_CLOEXEC)) {}
  ~Target() {
    const int error = errno;
    if (is_open()) {
      ::close(descriptor_);
    }
    errno = error;
  }
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;
  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

/// Whether the file system has room for a file of so many bytes; its present content stays.
bool reserve(int descriptor, off_t bytes) {
  constexpr int kKeepSize = FALLOC_FL_KEEP_SIZE;
  return ::fallocate(descriptor, kKeepSize, 0, bytes) == 0 || errno == EOPNOTSUPP ||
         errno == ENOSYS;
}

bool copy_content(int from, int to, off_t bytes) {
  std::array<char, 65536> buffer{};
  for (off_t at = 0; at < bytes;) {
    const ssize_t got = ::pread(from, buffer.data(), buffer.size(), at);
    for (ssize_t done = 0; done < got;) {
      const ssize_t put = ::pwrite(to, buffer.data() + done, static_cast<std::size_t>(got - done),
                                   at + static_cast<off_t>(done));
      if (put <= 0) {
        return false;
      }
      done += put;
    }
    if (got <= 0) {
      return false;
    }
    at += got;
  }
  return ::ftruncate(to, bytes) == 0;
}

mode_t mode_of_new_files() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666U & ~mask;
}

}  // namespace

SignalsHeld::SignalsHeld() : before_{} {
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, &before_);
  ++g_holders;
  if (g_is_ending) {
    --g_holders;
    for (;;) {
      ::pause();  // another thread is about to end the program: nothing more begins
    }
  }
}

SignalsHeld::~SignalsHeld() {
  --g_holders;
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

SafeOutput::SafeOutput(SafeOutput&& other) noexcept
    : target_(std::move(other.target_)),
      final_path_(std::move(other.final_path_)),
      temporary_path_(std::move(other.temporary_path_)),
      stream_(std::exchange(other.stream_, nullptr)),
      source_(other.source_),
      preserves_(other.preserves_),
      content_(std::exchange(other.content_, -1)),
      slot_(std::exchange(other.slot_, -1)) {}

SafeOutput::~SafeOutput() {
  if (stream_ != nullptr && stream_ != stdout) {
    std::fclose(stream_);
  }
  if (content_ >= 0) {
    ::close(content_);
  }
  forget(true);
}

void SafeOutput::forget(bool removes) {
  if (slot_ < 0) {
    return;
  }
  Slot& slot = g_slots[static_cast<std::size_t>(slot_)];
  if (removes) {
    remove_unfinished(slot);
  }
  slot.is_unfinished = false;
  slot_ = -1;
}

Result<SafeOutput> SafeOutput::open(const std::string& path) {
  SafeOutput output;
  output.target_ = path.empty() ? "standard output" : path;
  if (path.empty()) {
    output.stream_ = stdout;
    return output;
  }
  struct stat existing {};
  const bool exists = ::stat(path.c_str(), &existing) == 0;
  if (exists && ::access(path.c_str(), W_OK) != 0) {
    return io_error(path, "cannot be written");
  }
  if (is_written_directly(path, exists ? &existing : nullptr)) {
    output.stream_ = open_directly(path);
    if (output.stream_ == nullptr) {
      return io_error(path, "cannot be written");
    }
    return output;
  }
  auto resolved = resolve(path);
  if (!resolved) {
    errno = ELOOP;
    return io_error(path, "cannot be written");
  }
  output.final_path_ = std::move(*resolved);
  if (auto opened = output.open_temporary(exists ? &existing : nullptr); !opened) {
    return std::move(opened).error();
  }
  return output;
}

Result<void> SafeOutput::open_temporary(const struct stat* existing) {
  // A name of its own length limit: the target's name may already be as long as names can be.
  const std::size_t slash = final_path_.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : final_path_.substr(0, slash + 1);
  temporary_path_ = folder + ".jpegaware-XXXXXX";
  if (temporary_path_.size() >= Slot{}.path.size()) {
    return Error{ErrorCode::kIo, target_ + ": the path is too long"};
  }
  int descriptor = -1;
  {
    // A signal between the file and the note of it would leave the file.
    watch_exits();
    const SignalsHeld held;
    descriptor = ::mkstemp(temporary_path_.data());
    slot_ = descriptor < 0 ? -1 : remember_unfinished(temporary_path_);
  }
  if (descriptor < 0 && existing != nullptr) {
    return open_unnamed();
  }
  if (descriptor < 0) {
    return io_error(target_, "no file can be made in its folder (standard output needs none)");
  }
  stream_ = slot_ < 0 ? nullptr : ::fdopen(descriptor, "wb");
  if (stream_ == nullptr) {
    const Error error = io_error(target_, "cannot be written");
    ::close(descriptor);
    ::unlink(temporary_path_.c_str());
    forget(true);
    return error;
  }
  ::fchmod(descriptor, existing != nullptr ? existing->st_mode & 07777U : mode_of_new_files());
  if (existing != nullptr && (existing->st_uid != ::geteuid() || existing->st_gid != ::getegid())) {
    // Only a privileged user can; for others the file becomes theirs.
    static_cast<void>(::fchown(descriptor, existing->st_uid, existing->st_gid) == 0);
  }
  return {};
}

Result<void> SafeOutput::open_unnamed() {
  temporary_path_.clear();
  stream_ = std::tmpfile();
  content_ = stream_ == nullptr ? -1 : ::dup(::fileno(stream_));
  if (content_ < 0) {
    return io_error(target_, "no file can be made in its folder, nor a temporary one");
  }
  return {};
}

void SafeOutput::preserve(const struct stat& source) noexcept {
  source_ = source;
  preserves_ = true;
}

Result<void> SafeOutput::finish() {
  std::FILE* stream = stream_;
  bool is_written = std::fflush(stream) == 0 && std::ferror(stream) == 0;
  if (!final_path_.empty()) {
    const int descriptor = ::fileno(stream);
    if (preserves_) {
      const std::array<struct timespec, 2> times{source_.st_atim, source_.st_mtim};
      is_written = is_written && ::fchmod(descriptor, source_.st_mode & 07777U) == 0 &&
                   ::futimens(descriptor, times.data()) == 0;
    }
    is_written = is_written && ::fsync(descriptor) == 0;
    if (content_ >= 0) {
      // Said before other files of the run get their names.
      const Target target(final_path_);
      is_written = is_written && target.is_open() &&
                   reserve(target.descriptor(), ::lseek(descriptor, 0, SEEK_END));
    }
  }
  if (!is_written) {
    return io_error(target_, "cannot be written");  // the destructor closes and removes
  }
  stream_ = nullptr;
  if (stream != stdout && std::fclose(stream) != 0) {
    return io_error(target_, "cannot be written");
  }
  return {};
}

bool SafeOutput::replace_content() {
  struct stat content {};
  const Target target(final_path_);
  if (!target.is_open() || ::fstat(content_, &content) != 0 ||
      !reserve(target.descriptor(), content.st_size) ||
      !copy_content(content_, target.descriptor(), content.st_size)) {
    return false;
  }
  if (preserves_) {
    // Only its owner can; the file is whole without.
    const std::array<struct timespec, 2> times{source_.st_atim, source_.st_mtim};
    static_cast<void>(::fchmod(target.descriptor(), source_.st_mode & 07777U) == 0 &&
                      ::futimens(target.descriptor(), times.data()) == 0);
  }
  return ::fsync(target.descriptor()) == 0;
}

Result<void> SafeOutput::publish() {
  if (final_path_.empty()) {
    return {};
  }
  if (content_ < 0) {
    if (::rename(temporary_path_.c_str(), final_path_.c_str()) == 0) {
      forget(false);
      return {};
    }
    if (errno != EBUSY) {
      return io_error(target_, "cannot be replaced");
    }
    // A file that is mounted by itself, as containers do it, has no name to be taken.
    content_ = ::open(temporary_path_.c_str(), O_RDONLY | O_CLOEXEC);
  }
  if (content_ < 0 || !replace_content()) {
    return io_error(target_, "cannot be written");
  }
  forget(true);
  return {};
}

Result<void> SafeOutput::commit() {
  auto done = finish();
  const SignalsHeld held;
  return done ? publish() : done;
}

}  // namespace jpegaware::apps
