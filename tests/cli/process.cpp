// SPDX-License-Identifier: Apache-2.0
// Runs programs with fork and exec, streams through files so that nothing can deadlock.
#include "process.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace cli_test {
namespace {

/// In the child: streams, folder, limits, then the program. Never returns.
[[noreturn]] void become(const Command& command, const TemporaryFolder& streams,
                         char* const* words) {
  constexpr int kCannotRun = 127;
  const std::string input = command.input.empty() ? "/dev/null" : command.input.string();
  const int in = ::open(input.c_str(), O_RDONLY);
  const int out = ::open((streams.path() / "out").c_str(), O_WRONLY | O_CREAT, 0600);
  const int err = ::open((streams.path() / "err").c_str(), O_WRONLY | O_CREAT, 0600);
  if (in < 0 || out < 0 || err < 0 || ::dup2(in, 0) < 0 || ::dup2(out, 1) < 0 ||
      ::dup2(err, 2) < 0) {
    ::_exit(kCannotRun);
  }
  if (!command.folder.empty() && ::chdir(command.folder.c_str()) != 0) {
    ::_exit(kCannotRun);
  }
  if (command.file_bytes != 0) {
    const rlimit limit{command.file_bytes, command.file_bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  for (const std::string& setting : command.environment) {
    const std::size_t equals = setting.find('=');
    ::setenv(setting.substr(0, equals).c_str(), setting.substr(equals + 1).c_str(), 1);
  }
  ::execv(command.program.c_str(), words);
  ::_exit(kCannotRun);
}

}  // namespace

Outcome run(const Command& command) {
  const TemporaryFolder streams;
  std::vector<std::string> words = command.words;
  std::vector<char*> pointers;
  std::transform(words.begin(), words.end(), std::back_inserter(pointers),
                 [](std::string& word) { return word.data(); });
  pointers.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) {
    throw std::runtime_error("fork failed");
  }
  if (child == 0) {
    become(command, streams, pointers.data());
  }
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  Outcome outcome;
  outcome.cpu_s = static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                  static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
  outcome.peak_kb = usage.ru_maxrss;
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  outcome.out = read_file(streams.path() / "out");
  outcome.err = read_file(streams.path() / "err");
  return outcome;
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "jpegaware-cli-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw std::runtime_error("no temporary folder");
  }
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::vector<std::string> TemporaryFolder::names() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_file(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace cli_test
