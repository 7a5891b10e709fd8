// SPDX-License-Identifier: Apache-2.0
// Stage: name of a runtime -> its functions, by dlopen.
#include "runtime_module.h"

#include <dlfcn.h>

#include <string>
#include <string_view>
#include <system_error>

namespace jpegaware::saliency {
namespace {

struct ModuleName {
  const char* file;
  const char* purpose;
};

ModuleName name_of(Runtime runtime) {
  if (runtime == Runtime::kTorch) {
    return {"jpegaware-runtime-torch.so", "the LibTorch runtime (built with JPEGAWARE_WITH_TORCH)"};
  }
  return {"jpegaware-runtime-opencv.so", "the OpenCV runtime"};
}

/// The folder that this library was loaded from.
std::filesystem::path library_dir() {
  Dl_info info{};
  if (::dladdr(reinterpret_cast<const void*>(&load_runtime_module), &info) == 0 || info.dli_fname == nullptr) {
    return {};
  }
  std::error_code failed;
  const auto path = std::filesystem::canonical(info.dli_fname, failed);
  return failed ? std::filesystem::path(info.dli_fname).parent_path() : path.parent_path();
}

Error unsupported(const ModuleName& module, const std::string& why) {
  return {ErrorCode::kUnsupported, std::string(module.purpose) + " cannot be used: " + why};
}

}  // namespace

Result<const RuntimeModule*> load_runtime_module(Runtime runtime,
                                                 const std::filesystem::path& module_dir) {
#ifdef JPEGAWARE_STATIC_RUNTIME
  if (runtime == Runtime::kOpenCv) {
    return jpegaware_runtime_module();
  }
#endif
  const ModuleName name = name_of(runtime);
  const auto path = (module_dir.empty() ? library_dir() / "jpegaware" : module_dir) / name.file;
  std::error_code failed;
  if (!std::filesystem::exists(path, failed)) {
    return unsupported(name, path.string() + " is not installed");
  }
  void* handle = ::dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
  if (handle == nullptr) {
    const char* why = ::dlerror();
    return unsupported(name, why == nullptr ? path.string() : why);
  }
  using Entry = const RuntimeModule* (*)();
  const auto entry = reinterpret_cast<Entry>(::dlsym(handle, kRuntimeEntryName));
  if (entry == nullptr) {
    return unsupported(name, path.string() + " is not a runtime module");
  }
  const RuntimeModule* module = entry();
  if (std::string_view(module->version) != kRuntimeVersion) {
    return unsupported(name, path.string() + " has version " + module->version + ", the library " +
                                 kRuntimeVersion);
  }
  return module;
}

}  // namespace jpegaware::saliency
