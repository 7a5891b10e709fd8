// SPDX-License-Identifier: Apache-2.0
// Fuzz target: any bytes as a weights file.
#include "fuzz_target.h"
#include "weights_file.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto file = jpegaware::saliency::WeightsFile::from_bytes(bytes, "input");
  if (file) {
    static_cast<void>(file->side("head.weight", 0));
  }
  return 0;
}
