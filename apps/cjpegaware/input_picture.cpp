// SPDX-License-Identifier: Apache-2.0
// Reads the input picture, chooses its metadata, and applies -grayscale, -smooth and -icc.
#include "input_picture.h"

#include <utility>

#include "picture_edit.h"

namespace jpegaware::apps {
namespace {

std::string input_name(const Request& request) {
  return request.input.empty() ? "standard input" : request.input;
}

Error about(const std::string& what, const Error& error) {
  return {error.code, what + ": " + error.message};
}

/// JPEG files keep what they had; others keep colour and orientation, which -copy can change.
CopyPolicy policy_of(const Picture& picture, const Request& request) {
  return request.copy.value_or(picture.kind == FileKind::kJpeg ? CopyPolicy::kAll : CopyPolicy::kIcc);
}

Result<void> choose_metadata(Picture& picture, const Request& request) {
  picture.metadata = kept_by(std::move(picture.metadata), policy_of(picture, request));
  drop_thumbnail(picture.metadata);
  if (request.drops_icc) {
    picture.metadata.icc.clear();
  }
  if (!request.icc_file.empty()) {
    auto profile = read_input(request.icc_file);
    if (!profile) {
      return std::move(profile).error();
    }
    if (profile->empty()) {
      return Error{ErrorCode::kBadInput, request.icc_file + ": the profile is empty"};
    }
    picture.metadata.icc = std::move(profile).value();
  }
  return {};
}

}  // namespace

Result<InputPicture> read_input_picture(const Request& request) {
  InputPicture input;
  auto file = read_input(request.input);
  if (!file) {
    return std::move(file).error();
  }
  input.file = std::move(file).value();
  struct stat status {};
  if (!request.input.empty() && ::stat(request.input.c_str(), &status) == 0) {
    input.status = status;
  }
  ReadOptions options;
  options.is_targa = request.is_targa;
  options.matte = request.matte;
  options.max_pixels = request.max_pixels;
  auto picture = read_picture(input.file, options);
  if (!picture) {
    return about(input_name(request), picture.error());
  }
  input.picture = std::move(picture).value();
  if (request.is_strict && !input.picture.warnings.empty()) {
    return Error{ErrorCode::kBadInput, input_name(request) + ": " + input.picture.warnings[0]};
  }
  input.orientation = orientation_of(input.picture.metadata);
  if (auto chosen = choose_metadata(input.picture, request); !chosen) {
    return std::move(chosen).error();
  }
  if (request.to_gray) {
    input.picture = grayed(std::move(input.picture));
  }
  input.picture = smoothed(std::move(input.picture), request.smoothing_0_100);
  return input;
}

}  // namespace jpegaware::apps
