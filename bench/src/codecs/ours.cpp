// SPDX-License-Identifier: Apache-2.0
// Stage: jpegaware under test, in process. Input: a picture and a quality. Output: a JPEG.
#include "ours.h"

#include <dlfcn.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

#include "build_info.h"
#include "jpegaware/block_quality_map.h"
#include "jpegaware/encode.h"
#include "sweep.h"
#ifdef JPEGAWARE_BENCH_WITH_SALIENCY
#include "saliency/encode.h"
#include "saliency/model.h"
#include "saliency/quality_mapper.h"
#include "saliency/saliency_field.h"
#endif

namespace jpegaware::bench {
namespace {

ImageView library_view(const Image& image) {
  const metrics::Picture picture = image.view();
  return {picture.rgb, picture.width_px, picture.height_px, picture.stride_bytes,
          PixelFormat::kRgb8};
}

EncodeOptions options_for(double quality_1_100, int effort_1_9) {
  EncodeOptions options;
  options.quality_1_100 = static_cast<int>(quality_1_100);
  options.effort_1_9 = effort_1_9;
  return options;
}

bool is_whole(double quality) { return quality == std::floor(quality); }

// Another effort is another variant, so that its rows stand beside the default's.
std::string variant_name(std::string name, int effort_1_9) {
  if (effort_1_9 != EncodeOptions{}.effort_1_9) name += "-effort" + std::to_string(effort_1_9);
  return name;
}

std::string parameters_text(int effort_1_9, std::string_view map) {
  return "effort " + std::to_string(effort_1_9) + ", " + std::string(map);
}

// Digest of a file (FNV-1a, 64 bits): rows are reused as long as the code that made them is the
// same, and a commit does not say that while work is in progress.
std::string file_digest(const std::filesystem::path& path) {
  const Result<std::vector<std::uint8_t>> bytes = read_bytes(path);
  if (!bytes) return "unknown";
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const std::uint8_t byte : *bytes) hash = (hash ^ byte) * 0x100000001B3U;
  std::array<char, 20> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(hash));
  return std::string(text.data(), 8);
}

// The file that holds a function: a shared library, or this program.
template <typename Function>
std::filesystem::path file_of(Function* function) {
  Dl_info info{};
  if (dladdr(reinterpret_cast<void*>(function), &info) == 0) return {};
  return info.dli_fname;
}

std::string encoder_version() {
  using Encode = Result<std::vector<std::uint8_t>>(const ImageView&, const EncodeOptions&);
  return std::string(kVersionText) + " " +
         file_digest(file_of(static_cast<Encode*>(&jpegaware::encode)));
}

class Ours final : public Codec {
 public:
  explicit Ours(int effort_1_9) : effort_1_9_(effort_1_9) {}

  [[nodiscard]] std::string_view variant() const override { return variant_; }
  [[nodiscard]] std::string_view codec() const override { return "jpegaware"; }
  [[nodiscard]] std::string_view parameters() const override { return parameters_; }
  [[nodiscard]] std::string_view version() const override { return version_; }

  [[nodiscard]] Result<std::vector<std::uint8_t>> encode(const Image& image,
                                                         double quality_1_100) const override {
    const ImageView view = library_view(image);
    const EncodeOptions options = options_for(quality_1_100, effort_1_9_);
    if (is_whole(quality_1_100)) return jpegaware::encode(view, options);
    const Result<BlockQualityMap> map = BlockQualityMap::uniform(
        BlockGrid::for_image(image.width_px, image.height_px), static_cast<float>(quality_1_100));
    if (!map) return map.error();
    return jpegaware::encode(view, *map, options);
  }

 private:
  int effort_1_9_;
  std::string variant_ = variant_name("jpegaware", effort_1_9_);
  std::string parameters_ = parameters_text(effort_1_9_, "no map");
  std::string version_ = encoder_version();
};

#ifdef JPEGAWARE_BENCH_WITH_SALIENCY
Result<saliency::Model> load_model(const std::filesystem::path& weights) {
  saliency::ModelOptions options;
  options.weights_file = weights;
  return saliency::Model::load(options);
}

std::string network_version(const std::filesystem::path& weights) {
  return file_digest(file_of(&saliency::make_saliency_map)) + " " + file_digest(weights);
}

Result<SaliencyMap> saliency_of(const saliency::Model& model, const Image& image) {
  const ImageView view = library_view(image);
  const Result<saliency::Heatmap> heatmap = model.heatmap(view);
  if (!heatmap) return heatmap.error();
  return saliency::make_saliency_map(*heatmap, view, saliency::Heads::kJoined);
}

// The map at a quality between whole ones, which the mapping takes and EncodeOptions does not.
Result<BlockQualityMap> quality_map(const saliency::Model& model, const Image& image,
                                    double quality_1_100) {
  const Result<SaliencyMap> saliency = saliency_of(model, image);
  if (!saliency) return saliency.error();
  saliency::QualityMapping mapping;
  mapping.region_quality_1_100 = static_cast<float>(quality_1_100);
  return saliency::map_quality(*saliency, mapping);
}

class OursWithMap final : public Codec {
 public:
  OursWithMap(saliency::Model model, const std::filesystem::path& weights, int effort_1_9)
      : model_(std::move(model)),
        effort_1_9_(effort_1_9),
        version_(encoder_version() + ", network " + network_version(weights)) {}

  [[nodiscard]] std::string_view variant() const override { return variant_; }
  [[nodiscard]] std::string_view codec() const override { return "jpegaware"; }
  [[nodiscard]] std::string_view parameters() const override { return parameters_; }
  [[nodiscard]] std::string_view version() const override { return version_; }

  [[nodiscard]] Result<std::vector<std::uint8_t>> encode(const Image& image,
                                                         double quality_1_100) const override {
    const ImageView view = library_view(image);
    const EncodeOptions options = options_for(quality_1_100, effort_1_9_);
    if (is_whole(quality_1_100)) return saliency::encode(model_, view, options);
    const Result<BlockQualityMap> map = quality_map(model_, image, quality_1_100);
    if (!map) return map.error();
    return jpegaware::encode(view, *map, options);
  }

 private:
  saliency::Model model_;
  int effort_1_9_;
  std::string variant_ = variant_name("jpegaware-map", effort_1_9_);
  std::string parameters_ = parameters_text(effort_1_9_, "map");
  std::string version_;
};
#endif

}  // namespace

std::unique_ptr<Codec> make_ours(int effort_1_9) { return std::make_unique<Ours>(effort_1_9); }

#ifdef JPEGAWARE_BENCH_WITH_SALIENCY

Result<std::unique_ptr<Codec>> make_ours_with_map(const std::filesystem::path& weights,
                                                  int effort_1_9) {
  Result<saliency::Model> model = load_model(weights);
  if (!model) return model.error();
  return std::unique_ptr<Codec>(
      std::make_unique<OursWithMap>(std::move(model).value(), weights, effort_1_9));
}

Result<MapModel> make_map_model(const std::filesystem::path& weights) {
  Result<saliency::Model> loaded = load_model(weights);
  if (!loaded) return loaded.error();
  // Shared because a std::function is copied and a network cannot be.
  const auto model = std::make_shared<saliency::Model>(std::move(loaded).value());
  return MapModel{[model](const Image& image) -> Result<std::vector<float>> {
                    const Result<SaliencyMap> map = saliency_of(*model, image);
                    if (!map) return map.error();
                    return std::vector<float>(map->values().begin(), map->values().end());
                  },
                  network_version(weights)};
}

#else

namespace {
Error no_saliency() {
  return Error{ErrorCode::kUnsupported, "this build has no network (JPEGAWARE_BUILD_SALIENCY)"};
}
}  // namespace

Result<std::unique_ptr<Codec>> make_ours_with_map(const std::filesystem::path&, int) {
  return no_saliency();
}

Result<MapModel> make_map_model(const std::filesystem::path&) { return no_saliency(); }

#endif

}  // namespace jpegaware::bench
