// SPDX-License-Identifier: Apache-2.0
// Fuzz target: any bytes as a picture file, through its reader and all that is done to metadata.
#include <array>
#include <cstdlib>

#include "fuzz_target.h"
#include "picture.h"
#include "prepare_metadata.h"

using jpegaware::apps::CopyPolicy;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span file(data, size);
  jpegaware::apps::ReadOptions options;
  options.max_pixels = 1'000'000;
  options.is_targa = size > 0 && data[size - 1] == 0x17;
  auto picture = jpegaware::apps::read_picture(file, options);
  if (!picture) {
    return picture.error().message.empty() ? std::abort(), 0 : 0;
  }
  constexpr std::array kPolicies{CopyPolicy::kAll,      CopyPolicy::kNone, CopyPolicy::kIcc,
                                 CopyPolicy::kComments, CopyPolicy::kSafe, CopyPolicy::kColor};
  jpegaware::apps::MetadataChoice choice;
  choice.policy = kPolicies[size % kPolicies.size()];
  choice.turns_upright = size % 2 == 0;
  if (prepare_metadata(*picture, choice)) {
    static_cast<void>(segments_of(picture->metadata).has_value());
  }
  return 0;
}
