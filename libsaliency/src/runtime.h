// SPDX-License-Identifier: Apache-2.0
// What every runtime offers, and how its module is entered: input planes in, feature maps out.
#pragma once

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "jpegaware/result.h"
#include "network.h"

namespace jpegaware::saliency {

/// The network's input: red, green, blue planes of floats, scaled as the weights file says.
struct InputPlanes {
  int width = 0;
  int height = 0;
  std::vector<float> samples;  ///< 3 x height x width
};

/// What a layer left: channels x height x width floats, raster order.
struct FeatureMap {
  int channels = 0;
  int height = 0;
  int width = 0;
  std::vector<float> values;
};

/// One built network. Used by one thread at a time.
class NetworkRunner {
 public:
  virtual ~NetworkRunner() = default;
  NetworkRunner(const NetworkRunner&) = delete;
  NetworkRunner& operator=(const NetworkRunner&) = delete;

  /// Runs the whole network and gives the outputs of the layers in `network.outputs`, in that
  /// order. Inputs of any size from 32 x 32; internal when the runtime fails, out_of_memory.
  [[nodiscard]] virtual Result<std::vector<FeatureMap>> run(const InputPlanes& input) = 0;

  /// The same for several inputs of one size, at least one; a runtime that gains by it runs them
  /// together.
  [[nodiscard]] virtual Result<std::vector<std::vector<FeatureMap>>> run_batch(
      std::span<const InputPlanes> inputs) {
    std::vector<std::vector<FeatureMap>> batch;
    for (const InputPlanes& input : inputs) {
      auto features = run(input);
      if (!features) {
        return std::move(features).error();
      }
      batch.push_back(std::move(*features));
    }
    return batch;
  }

 protected:
  NetworkRunner() = default;
};

/// Raised with every change of the types in this header or of what they hold.
inline constexpr const char* kRuntimeVersion = JPEGAWARE_VERSION "/runtime-3";

/// What a module's entry function returns. The version must equal the library's: modules share
/// C++ types with it and promise no binary stability.
struct RuntimeModule {
  const char* version;
  /// Builds a network; it points into `network`, which must outlive it.
  Result<std::unique_ptr<NetworkRunner>> (*make_runner)(const Network& network);
};

/// Every module exports this function; a static build links OpenCV's directly.
inline constexpr const char* kRuntimeEntryName = "jpegaware_runtime_module";
extern "C" const RuntimeModule* jpegaware_runtime_module();

}  // namespace jpegaware::saliency
