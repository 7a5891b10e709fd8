// SPDX-License-Identifier: Apache-2.0
// What both C interfaces share: a Result becomes a code and a message, no exception passes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "jpegaware/image_view.h"
#include "jpegaware/jpegaware.h"
#include "jpegaware/result.h"
#include "no_throw.h"

namespace jpegaware::c_edge {

inline void set_message(jpegaware_message* message, std::string_view sentence) noexcept {
  if (message != nullptr) {
    const std::size_t length = std::min(sentence.size(), sizeof message->text - 1);
    std::memcpy(message->text, sentence.data(), length);
    message->text[length] = '\0';
  }
}

inline int fail(jpegaware_message* message, ErrorCode code, std::string_view sentence) noexcept {
  set_message(message, sentence);
  return static_cast<int>(code);
}

/// Runs `body`, which returns Result<void>, and turns whatever happens into a code and a message.
template <typename Body>
int guarded(jpegaware_message* message, Body body) noexcept {
  const Result<void> done = detail::no_throw(body);
  if (!done) {
    return fail(message, done.error().code, done.error().message);
  }
  set_message(message, "");
  return JPEGAWARE_OK;
}

inline Error null_argument(std::string_view name) {
  return {ErrorCode::kInvalidArgument, std::string(name) + ": a null pointer"};
}

/// The caller's struct as a view; checks what cannot be said in ImageView's types.
inline Result<ImageView> view_of(const jpegaware_image* image) {
  if (image == nullptr) {
    return null_argument("image");
  }
  if (image->struct_size < sizeof(jpegaware_image)) {
    return Error{ErrorCode::kInvalidArgument,
                 "image: struct_size " + std::to_string(image->struct_size) + " is not " +
                     std::to_string(sizeof(jpegaware_image)) + "; start from JPEGAWARE_IMAGE_INIT"};
  }
  if (image->format < JPEGAWARE_GRAY8 || image->format > JPEGAWARE_NV12) {
    return Error{ErrorCode::kInvalidArgument,
                 "image: " + std::to_string(image->format) + " is not a pixel format"};
  }
  if (image->ycbcr_coding < JPEGAWARE_FULL_601 || image->ycbcr_coding > JPEGAWARE_LIMITED_709) {
    return Error{ErrorCode::kInvalidArgument,
                 "image: " + std::to_string(image->ycbcr_coding) + " is not a YCbCr coding"};
  }
  const auto plane = [image](int index) {
    return static_cast<const std::uint8_t*>(image->planes[index]);
  };
  const ImageView view{plane(0),
                       image->width_px,
                       image->height_px,
                       image->strides_bytes[0],
                       static_cast<PixelFormat>(image->format),
                       {{{plane(1), image->strides_bytes[1]}, {plane(2), image->strides_bytes[2]}}},
                       static_cast<YcbcrCoding>(image->ycbcr_coding)};
  if (auto checked = validate(view); !checked) {
    return checked.error();
  }
  return view;
}

/// A copy of `bytes` that free() releases; out_of_memory.
inline Result<std::uint8_t*> malloc_copy(std::span<const std::uint8_t> bytes) {
  auto* copy = static_cast<std::uint8_t*>(std::malloc(bytes.size()));
  if (copy == nullptr) {
    return Error{ErrorCode::kOutOfMemory,
                 "not enough memory for a file of " + std::to_string(bytes.size()) + " bytes"};
  }
  std::memcpy(copy, bytes.data(), bytes.size());
  return copy;
}

}  // namespace jpegaware::c_edge
