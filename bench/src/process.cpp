// SPDX-License-Identifier: Apache-2.0
// Stage: other programs. Input: a command line. Output: its exit status, output and cost.
#include "process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <sstream>
#include <system_error>
#include <utility>

extern char** environ;  // NOLINT(readability-identifier-naming): POSIX's name

namespace jpegaware::bench {
namespace {

thread_local ThreadCost programs_cost;

double seconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
}

std::string read_all(int descriptor) {
  std::string out;
  std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t count = read(descriptor, buffer.data(), buffer.size());
    if (count > 0) {
      out.append(buffer.data(), static_cast<std::size_t>(count));
    } else if (count == 0 || errno != EINTR) {
      return out;
    }
  }
}

// Linux counts this program's own peak into that of a child that it spawns: brought down to what is
// held now. Where that is not allowed the children's peaks are too high, and nothing else is wrong.
void forget_own_peak() {
  const int file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  [[maybe_unused]] const ssize_t written = write(file, "5", 1);
  close(file);
}

}  // namespace

Result<ProcessResult> run_process(const std::vector<std::string>& arguments) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return Error{ErrorCode::kIo, std::string("pipe: ") + std::strerror(errno)};
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
  std::vector<std::string> copy = arguments;
  std::vector<char*> argv;
  for (std::string& argument : copy) argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  forget_own_peak();
  const auto start = std::chrono::steady_clock::now();
  const int code = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (code != 0) {
    close(ends[0]);
    return Error{ErrorCode::kIo, arguments[0] + ": cannot be started: " + std::strerror(code)};
  }
  ProcessResult result;
  result.output = read_all(ends[0]);
  close(ends[0]);
  int status = 0;
  rusage usage{};
  while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  result.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  result.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.cpu_s = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  result.peak_rss_bytes = std::int64_t{usage.ru_maxrss} * 1024;
  programs_cost.cpu_s += result.cpu_s;
  programs_cost.last_program_peak_rss_bytes = result.peak_rss_bytes;
  return result;
}

ThreadCost thread_cost() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  ThreadCost cost = programs_cost;
  cost.cpu_s += static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
  return cost;
}

std::filesystem::path find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    return access(name.c_str(), X_OK) == 0 ? std::filesystem::path(name) : std::filesystem::path();
  }
  const char* variable = std::getenv("PATH");
  std::istringstream folders(variable == nullptr ? "/usr/local/bin:/usr/bin:/bin" : variable);
  for (std::string folder; std::getline(folders, folder, ':');) {
    std::filesystem::path candidate = std::filesystem::path(folder) / name;
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

std::string package_version(const std::string& package) {
  if (find_program("dpkg-query").empty()) return package;
  const auto run = run_process({"dpkg-query", "--show", "--showformat=${Version}", package});
  return run && run->exit_status == 0 ? package + ' ' + run->output : package;
}

Result<TemporaryDirectory> TemporaryDirectory::create() {
  std::error_code code;
  std::string pattern = (std::filesystem::temp_directory_path(code) / "jpegaware-XXXXXX").string();
  if (code || mkdtemp(pattern.data()) == nullptr) {
    return Error{ErrorCode::kIo, "no temporary directory could be made at " + pattern};
  }
  return TemporaryDirectory(pattern);
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

TemporaryDirectory::TemporaryDirectory(TemporaryDirectory&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

}  // namespace jpegaware::bench
