// SPDX-License-Identifier: Apache-2.0
// The arithmetic of the network's layers on planes in memory: vectorised, single-threaded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "network.h"

namespace jpegaware::saliency {

/// Planes of one picture's feature map: channels x rows x columns floats, no gaps.
struct Planes {
  float* data = nullptr;
  int channels = 0;
  int height = 0;
  int width = 0;

  [[nodiscard]] std::size_t plane_size() const noexcept {
    return static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
  }
};

/// Floats of scratch memory that run_layer needs for this layer on inputs of this size; `second`
/// as for output_size.
[[nodiscard]] std::size_t scratch_floats(const Layer& layer, LayerSize in, LayerSize second = {});
/// The same for run_expand_depthwise.
[[nodiscard]] std::size_t scratch_floats(const Layer& expand, const Layer& depthwise, LayerSize in);

/// Computes one layer.
///
/// @param inputs   as many as layer.inputs, of equal height and width (but for kUpsample2),
///                 channels summing to layer.in_channels
/// @param added    planes of the output's shape when layer.added is set; otherwise null data
/// @param out      layer.out_channels planes of output_size(...)
/// @param scratch  scratch_floats(...) floats, 64-byte aligned for speed; contents do not matter
/// 16-bit weights are widened in scratch at each call: cheaper than keeping a 32-bit copy when a
/// process encodes one picture, and 0.3 ms of the whole network otherwise.
/// The result depends on the CPU's vector width in the last bits (fused multiply-add).
void run_layer(const Layer& layer, std::span<const Planes> inputs, const Planes& added,
               const Planes& out, std::span<float> scratch);

/// A kPointwise layer of one input and the kDepthwise layer that reads it, in one: some channels at
/// a time, so that what lies between is never whole in memory. Same result as the two by themselves.
void run_expand_depthwise(const Layer& expand, const Layer& depthwise, const Planes& input,
                          const Planes& out, std::span<float> scratch);

/// Widens IEEE binary16 bit patterns; sizes must agree.
void widen(std::span<const std::uint16_t> from, std::span<float> to);

}  // namespace jpegaware::saliency
