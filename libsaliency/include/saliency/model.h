// SPDX-License-Identifier: Apache-2.0
// The loaded network: a picture in, a multi-class heatmap out.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "jpegaware/image_view.h"
#include "jpegaware/result.h"
#include "saliency/export.h"
#include "saliency/heatmap.h"

namespace jpegaware::saliency {

/// Which program code runs the network.
enum class Runtime : unsigned char { kOpenCv, kTorch };

/// The network's input: as many pixels as 224 x 160, 320 x 240 and 448 x 336, in the picture's aspect
/// (within 1:2 and 2:1); the last no more than the picture has, where that is more than the default.
enum class MapSize : unsigned char { kSmall, kDefault, kLarge };

struct ModelOptions {
  /// The safetensors file. Empty: the weights inside the library, where has_embedded_weights().
  std::filesystem::path weights_file;
  /// The folder with the runtime modules; empty: `../lib/jpegaware` seen from this library or, in
  /// a static build, the program.
  std::filesystem::path module_dir;
  Runtime runtime = Runtime::kOpenCv;
  MapSize map_size = MapSize::kDefault;
  /// A class is in the picture when its softmax probability is at least this, in (0, 1).
  float presence_threshold = 0.05F;
  /// Told lines for a log: what was loaded, each network built, each heatmap's times. Called from
  /// the thread that called the model, so from several at once where several share it.
  std::function<void(std::string_view line)> on_log = nullptr;
};

/// Whether this library was built with JPEGAWARE_EMBED_WEIGHTS and needs no weights file.
[[nodiscard]] JPEGAWARE_SALIENCY_EXPORT bool has_embedded_weights() noexcept;

/// Wall time of one heatmap's two halves, for `-verbose` and benches.
struct HeatmapTiming {
  double preprocess_s = 0;
  double network_s = 0;
};

/// A network with its weights. load() maps the weights file and loads the runtime module; the
/// network itself is built at the first heatmap(). Shared by any number of threads: each call
/// takes a network from a pool of at most as many as the machine has threads, and waits where all
/// are taken. OpenCV's own settings in the process are left alone.
///
/// Memory: 10 MB of weights, mapped; what a network holds is in docs/rungs.md.
class JPEGAWARE_SALIENCY_EXPORT Model {
 public:
  /// Reads the weights file and the runtime module; `options` are copied.
  /// @return bad_weights (which tensor, and why), unsupported (the runtime module is missing), io,
  ///         invalid_argument (an option), out_of_memory
  [[nodiscard]] static Result<Model> load(const ModelOptions& options);
  ~Model();
  Model(Model&&) noexcept;
  Model& operator=(Model&&) noexcept;

  /// Runs the network over the picture, from 1x1 pixels up, of any format. Thread-safe.
  /// @param timing  filled when not null
  /// @return see Heatmap; invalid_argument for a bad view, out_of_memory, internal when the
  ///         runtime fails
  [[nodiscard]] Result<Heatmap> heatmap(const ImageView& image, HeatmapTiming* timing = nullptr) const;

  /// The same for several pictures, in their order. Pictures of one network input size go through
  /// the network together where the runtime gains by it (LibTorch does, most on a GPU). The first
  /// failure is returned, and no heatmap. Thread-safe.
  [[nodiscard]] Result<std::vector<Heatmap>> heatmaps(std::span<const ImageView> images) const;

 private:
  struct State;
  explicit Model(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

}  // namespace jpegaware::saliency
