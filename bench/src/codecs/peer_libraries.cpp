// SPDX-License-Identifier: Apache-2.0
// Stage: peers with libjpeg's interface. Input: folder of installed packages. Output: codecs.
#include "peer_libraries.h"

#include <dlfcn.h>
#include <jpeglib.h>

#include <array>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

#include "libjpeg_peer.h"

namespace jpegaware::bench {
namespace {

using Functions = jpegaware_peer_functions;
using Encode = void (*)(const Functions*, const jpegaware_peer_request*, jpegaware_peer_result*);

struct Settings {
  std::string_view variant;
  std::string_view codec;
  std::string_view parameters;
  std::string_view version;
  Encode encode;
  bool progressive = false;
  bool adaptive_quantization = true;
};

class LibraryCodec final : public Codec {
 public:
  LibraryCodec(Settings settings, Functions functions)
      : settings_(settings), functions_(functions) {}

  [[nodiscard]] std::string_view variant() const override { return settings_.variant; }
  [[nodiscard]] std::string_view codec() const override { return settings_.codec; }
  [[nodiscard]] std::string_view parameters() const override { return settings_.parameters; }
  [[nodiscard]] std::string_view version() const override { return settings_.version; }

  [[nodiscard]] Result<std::vector<std::uint8_t>> encode(const Image& image,
                                                         double quality_1_100) const override {
    const metrics::Picture picture = image.view();
    const jpegaware_peer_request request{
        .rgb = picture.rgb,
        .width_px = picture.width_px,
        .height_px = picture.height_px,
        .stride_bytes = picture.stride_bytes,
        .quality_1_100 = quality_1_100,
        .progressive = settings_.progressive ? 1 : 0,
        .distance = distance(quality_1_100),
        .adaptive_quantization = settings_.adaptive_quantization ? 1 : 0};
    jpegaware_peer_result result{};
    settings_.encode(&functions_, &request, &result);
    if (result.bytes == nullptr) {
      return Error{ErrorCode::kInternal, std::string(settings_.variant) + ": " + result.message};
    }
    std::vector<std::uint8_t> bytes(result.bytes, result.bytes + result.size);
    std::free(result.bytes);
    return bytes;
  }

 private:
  [[nodiscard]] float distance(double quality) const {
    using ToDistance = float (*)(int);
    const auto to_distance = reinterpret_cast<ToDistance>(functions_.quality_to_distance);
    if (to_distance == nullptr) return 0.0F;
    const int whole = static_cast<int>(quality);
    const float share = static_cast<float>(quality - whole);
    const float below = to_distance(whole);
    return share > 0.0F ? below + share * (to_distance(whole + 1) - below) : below;
  }

  Settings settings_;
  Functions functions_;
};

// Looks up every function under a prefix; false if one of the first eleven is missing.
bool look_up(void* library, const std::string& prefix, Functions& out) {
  const std::array<std::pair<const char*, void**>, 15> names = {{
      {"std_error", &out.std_error},
      {"CreateCompress", &out.create_compress},
      {"destroy_compress", &out.destroy_compress},
      {"mem_dest", &out.mem_dest},
      {"set_defaults", &out.set_defaults},
      {"set_quality", &out.set_quality},
      {"add_quant_table", &out.add_quant_table},
      {"simple_progression", &out.simple_progression},
      {"start_compress", &out.start_compress},
      {"write_scanlines", &out.write_scanlines},
      {"finish_compress", &out.finish_compress},
      {"quality_to_distance", &out.quality_to_distance},
      {"set_distance", &out.set_distance},
      {"set_progressive_level", &out.set_progressive_level},
      {"enable_adaptive_quantization", &out.enable_adaptive_quantization},
  }};
  for (std::size_t i = 0; i < names.size(); ++i) {
    *names[i].second = dlsym(library, (prefix + names[i].first).c_str());
    if (*names[i].second == nullptr && i < 11) return false;
  }
  return true;
}

// The shared object whose name starts with `start`; empty if there is none.
std::filesystem::path find_module(const std::filesystem::path& folder, std::string_view start) {
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(folder, code)) {
    const std::string file = entry.path().filename().string();
    if (file.starts_with(start) && file.find(".so") != std::string::npos) return entry.path();
  }
  return {};
}

// Loads a module for the rest of the process. Its own symbols come first (DEEPBIND): mozjpeg's
// have the names of the libjpeg-turbo that this program is linked with.
Result<Functions> load(const std::filesystem::path& folder, std::string_view start,
                       const std::string& prefix) {
  const std::filesystem::path file = find_module(folder, start);
  if (file.empty()) {
    return Error{ErrorCode::kUnsupported, "no " + std::string(start) + "*.so in " +
                                              folder.string() +
                                              ": run bench/install-peers.sh first"};
  }
  void* library = dlopen(file.c_str(), RTLD_LAZY | RTLD_LOCAL | RTLD_DEEPBIND);
  if (library == nullptr) {
    const char* why = dlerror();
    return Error{ErrorCode::kUnsupported, why == nullptr ? file.string() : std::string(why)};
  }
  Functions functions{};
  if (!look_up(library, prefix, functions)) {
    return Error{ErrorCode::kUnsupported, file.string() + " lacks functions " + prefix + "*"};
  }
  return functions;
}

template <typename Function>
void* erased(Function* function) {
  return reinterpret_cast<void*>(function);
}

#define JPEGAWARE_TEXT_OF(x) #x
#define JPEGAWARE_TEXT(x) JPEGAWARE_TEXT_OF(x)

}  // namespace

std::unique_ptr<Codec> make_libjpeg_turbo(bool progressive) {
  const Functions functions{
      .std_error = erased(jpeg_std_error),
      .create_compress = erased(jpeg_CreateCompress),
      .destroy_compress = erased(jpeg_destroy_compress),
      .mem_dest = erased(jpeg_mem_dest),
      .set_defaults = erased(jpeg_set_defaults),
      .set_quality = erased(jpeg_set_quality),
      .add_quant_table = erased(jpeg_add_quant_table),
      .simple_progression = erased(jpeg_simple_progression),
      .start_compress = erased(jpeg_start_compress),
      .write_scanlines = erased(jpeg_write_scanlines),
      .finish_compress = erased(jpeg_finish_compress),
      .quality_to_distance = nullptr,
      .set_distance = nullptr,
      .set_progressive_level = nullptr,
      .enable_adaptive_quantization = nullptr,
  };
  return std::make_unique<LibraryCodec>(
      Settings{.variant = progressive ? "libjpeg-turbo-progressive" : "libjpeg-turbo",
               .codec = "libjpeg-turbo",
               .parameters = progressive ? "4:2:0 optimize progressive" : "4:2:0 optimize",
               .version = "libjpeg-turbo " JPEGAWARE_TEXT(LIBJPEG_TURBO_VERSION),
               .encode = jpegaware_peer_encode_62,
               .progressive = progressive},
      functions);
}

Result<std::unique_ptr<Codec>> make_mozjpeg(const std::filesystem::path& peers) {
  const Result<Functions> functions =
      load(peers / "jpeglib" / "cjpeglib", "cjpeglib_mozjpeg403", "jpeg_");
  if (!functions) return functions.error();
  return std::unique_ptr<Codec>(
      std::make_unique<LibraryCodec>(Settings{.variant = "mozjpeg",
                                              .codec = "mozjpeg",
                                              .parameters = "4:2:0 progressive trellis",
                                              .version = "mozjpeg 4.0.3 (jpeglib 1.0.2)",
                                              .encode = jpegaware_peer_encode_70,
                                              .progressive = true},
                                     *functions));
}

Result<std::unique_ptr<Codec>> make_jpegli(const std::filesystem::path& peers,
                                           bool adaptive_quantization) {
  const Result<Functions> functions = load(peers, "pyjpegli", "jpegli_");
  if (!functions) return functions.error();
  if (functions->quality_to_distance == nullptr || functions->set_distance == nullptr ||
      functions->set_progressive_level == nullptr ||
      functions->enable_adaptive_quantization == nullptr) {
    return Error{ErrorCode::kUnsupported, "pyjpegli's module lacks jpegli_set_distance"};
  }
  return std::unique_ptr<Codec>(std::make_unique<LibraryCodec>(
      Settings{.variant = adaptive_quantization ? "jpegli" : "jpegli-noaq",
               .codec = "jpegli",
               .parameters = adaptive_quantization ? "4:2:0 progressive"
                                                   : "4:2:0 progressive, adaptive quantization off",
               .version = "jpegli (pyjpegli 0.3.2)",
               .encode = jpegaware_peer_encode_62,
               .progressive = true,
               .adaptive_quantization = adaptive_quantization},
      *functions));
}

}  // namespace jpegaware::bench
