// SPDX-License-Identifier: Apache-2.0
// Finds and loads the programs' modules.
#include "loadable_module.h"

#include <dlfcn.h>

#include <string_view>
#include <system_error>

namespace jpegaware::apps {
namespace {

std::filesystem::path path_of(const std::string& name) { return module_dir() / (name + ".so"); }

Error unusable(const std::string& name, const std::string& why) {
  return {ErrorCode::kUnsupported, "the module " + name + " cannot be used: " + why};
}

template <typename Module>
Result<const Module*> load(const std::string& name, const char* entry_name) {
  if (!has_module(name)) {
    return unusable(name, path_of(name).string() + " is not installed");
  }
  void* handle = ::dlopen(path_of(name).c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (handle == nullptr) {
    const char* why = ::dlerror();
    return unusable(name, why == nullptr ? "it does not load" : why);
  }
  using Entry = const Module* (*)();
  const auto entry = reinterpret_cast<Entry>(::dlsym(handle, entry_name));
  if (entry == nullptr) {
    return unusable(name, "it has no " + std::string(entry_name));
  }
  const Module* module = entry();
  if (std::string_view(module->version) != kModuleVersion) {
    return unusable(
        name, std::string("it has version ") + module->version + ", the program " + kModuleVersion);
  }
  return module;
}

}  // namespace

std::filesystem::path module_dir() {
  std::error_code failed;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", failed);
  return failed ? std::filesystem::path() : program.parent_path() / JPEGAWARE_MODULES_FROM_BIN;
}

bool has_module(const std::string& name) {
  std::error_code failed;
  return std::filesystem::exists(path_of(name), failed);
}

Result<const ReaderModule*> load_reader_module(const std::string& name) {
  return load<ReaderModule>(name, kReaderEntryName);
}

Result<const ColorModule*> load_color_module() {
  return load<ColorModule>("jpegaware-color-lcms2", kColorEntryName);
}

}  // namespace jpegaware::apps
