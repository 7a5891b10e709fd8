// SPDX-License-Identifier: Apache-2.0
// Stage: `jpegaware-bench encode`. Input: codec, quality, picture file. Output: a JPEG file.
// The whole process of a peer that exists only as a library, for speed against real programs.
#include <charconv>
#include <string>

#include "codecs/codec.h"
#include "commands.h"
#include "picture_file.h"

namespace jpegaware::bench {

Result<void> run_encode(Arguments arguments) {
  int quality = 0;
  const bool four = arguments.size() == 4;
  if (four) {
    const std::string_view text = arguments[1];
    std::from_chars(text.data(), text.data() + text.size(), quality);
  }
  if (!four || quality < 1 || quality > 100) {
    return Error{ErrorCode::kInvalidArgument,
                 "encode takes CODEC QUALITY INPUT OUTPUT, the quality from 1 to 100"};
  }
  const Result<std::unique_ptr<Codec>> codec = make_codec(arguments[0], default_setup());
  if (!codec) return codec.error();
  const Result<Image> image = read_image(arguments[2]);
  if (!image) return image.error();
  const Result<std::vector<std::uint8_t>> bytes = (*codec)->encode(*image, quality);
  if (!bytes) return bytes.error();
  return write_bytes(arguments[3], *bytes);
}

}  // namespace jpegaware::bench
