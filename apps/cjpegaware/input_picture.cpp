// SPDX-License-Identifier: Apache-2.0
// Reads the input picture, chooses its metadata, and applies what changes pixels: -auto-orient,
// -grayscale, -smooth, and -sample auto.
#include "input_picture.h"

#include <algorithm>
#include <utility>

#include "color_profile.h"
#include "content_sampling.h"
#include "picture_edit.h"
#include "prepare_metadata.h"
#include "read_picture.h"

namespace jpegaware::apps {
namespace {

std::string input_name(const Request& request) {
  return request.input.empty() ? "standard input" : request.input;
}

Error about_input(const Request& request, const Error& error) {
  return {error.code, input_name(request) + ": " + error.message};
}

/// JPEG files keep what they had; others keep colour and orientation.
CopyPolicy policy_of(const Picture& picture, const Request& request) {
  return request.copy.value_or(picture.kind == FileKind::kJpeg ? CopyPolicy::kAll
                                                               : CopyPolicy::kColor);
}

/// Reading may not take more memory than -maxmemory leaves: the largest picture that fits.
/// Measured on 12 megapixels: the encoder takes 13 bytes a pixel in all, a network 30 MB more.
Result<std::int64_t> most_pixels(const Request& request) {
  constexpr std::int64_t kBytesPerPixel = 14;
  constexpr std::int64_t kProgramBytes = 8'000'000;
  constexpr std::int64_t kNetworkBytes = 32'000'000;
  if (!request.max_memory_bytes) {
    return request.max_pixels;
  }
  const bool has_network = needs_network(request.map_source);
  const std::int64_t left =
      *request.max_memory_bytes - kProgramBytes - (has_network ? kNetworkBytes : 0);
  if (left < kBytesPerPixel) {
    return Error{ErrorCode::kOutOfMemory, "-maxmemory " +
                                              std::to_string(*request.max_memory_bytes / 1000) +
                                              ": that is less than the program itself takes"};
  }
  return std::min(request.max_pixels, left / kBytesPerPixel);
}

Result<ReadOptions> read_options(const Request& request) {
  const auto most = most_pixels(request);
  if (!most) {
    return most.error();
  }
  ReadOptions options;
  options.is_targa = request.is_targa;
  options.matte = request.matte;
  options.max_pixels = *most;
  options.limiting_switch = *most < request.max_pixels ? "-maxmemory" : "-max-pixels";
  return options;
}

/// Fills in picture, file_bytes, and file but for pictures whose rows were read where they stay.
Result<void> read_file(const Request& request, InputPicture& input) {
  const std::int64_t most_bytes = request.max_memory_bytes.value_or(kMostFileBytes);
  const auto options = read_options(request);
  if (options && !request.input.empty() && input.status) {
    if (auto picture = read_pnm_rows(request.input, most_bytes, *options)) {
      if (!*picture) {
        return about_input(request, picture->error());
      }
      input.picture = std::move(*picture).value();
      input.file_bytes = static_cast<std::size_t>(input.status->st_size);
      return {};
    }
  }
  auto file = read_input(request.input, most_bytes);
  if (!file) {
    return std::move(file).error();
  }
  if (!options) {
    return about_input(request, options.error());
  }
  input.file = std::move(file).value();
  input.file_bytes = input.file.size();
  auto picture = read_picture(input.file, *options);
  if (!picture) {
    return about_input(request, picture.error());
  }
  input.picture = std::move(picture).value();
  return {};
}

/// Whether the pixels changed.
Result<bool> choose_metadata(Picture& picture, CopyPolicy policy, const Request& request) {
  MetadataChoice choice;
  choice.policy = policy;
  choice.turns_upright = request.turns_upright;
  choice.becomes_gray = request.to_gray;
  choice.drops_profile = request.drops_icc;
  choice.replaces_profile = !request.icc_file.empty();
  auto changed = prepare_metadata(picture, choice);
  if (!changed) {
    return about_input(request, changed.error());
  }
  if (request.icc_file.empty()) {
    return changed;
  }
  auto profile = read_input(request.icc_file);
  if (!profile) {
    return std::move(profile).error();
  }
  if (profile->empty()) {
    return Error{ErrorCode::kBadInput, request.icc_file + ": the profile is empty"};
  }
  picture.metadata.icc = std::move(profile).value();
  return changed;
}

/// Grey, where a switch or the content says so; an RGB profile does not go with it.
Result<bool> make_gray(Picture& picture, const Request& request) {
  if (picture.format == PixelFormat::kGray8) {
    return false;
  }
  if (request.icc_file.empty()) {
    if (auto dropped = drop_profile(picture); !dropped) {
      return about_input(request, dropped.error());
    }
  }
  picture = grayed(std::move(picture));
  return true;
}

/// Does what the switches say to the pixels. True: they are no longer the file's.
Result<bool> edit(InputPicture& input, const Request& request) {
  input.subsampling = request.encode.subsampling;
  bool to_gray = request.to_gray;
  if (request.samples_by_content) {
    const ContentSampling needed = sampling_for(input.picture);
    to_gray = to_gray || needed == ContentSampling::kGray;
    input.subsampling =
        needed == ContentSampling::k444 ? ChromaSubsampling::k444 : ChromaSubsampling::k420;
  }
  const auto grayed_now = to_gray ? make_gray(input.picture, request) : false;
  if (!grayed_now) {
    return grayed_now;
  }
  input.picture = smoothed(std::move(input.picture), request.smoothing_0_100);
  return *grayed_now || request.smoothing_0_100 > 0;
}

}  // namespace

Result<InputPicture> read_input_picture(const Request& request) {
  InputPicture input;
  struct stat status {};
  if (!request.input.empty() && ::stat(request.input.c_str(), &status) == 0) {
    input.status = status;
  }
  if (auto read = read_file(request, input); !read) {
    return read.error();
  }
  if (request.is_strict && !input.picture.warnings.empty()) {
    return about_input(request, {ErrorCode::kBadInput, input.picture.warnings[0]});
  }
  const bool is_undamaged = input.picture.warnings.empty();
  const CopyPolicy policy = policy_of(input.picture, request);
  input.orientation = orientation_of(input.picture.metadata);
  const auto is_prepared = choose_metadata(input.picture, policy, request);
  if (!is_prepared) {
    return is_prepared.error();
  }
  if (request.turns_upright || !keeps_orientation(policy)) {
    input.orientation = 1;
  }
  const auto is_edited = edit(input, request);
  if (!is_edited) {
    return is_edited.error();
  }
  const bool is_changed = *is_prepared || *is_edited;
  input.is_unedited_jpeg = input.picture.kind == FileKind::kJpeg && !is_changed && is_undamaged;
  input.has_own_levels = input.is_unedited_jpeg && !input.picture.is_cmyk;
  const bool keeps_sampling = !request.sets_sampling ||
                              input.picture.format == PixelFormat::kGray8 ||
                              input.picture.subsampling == input.subsampling;
  input.keeps_coding = keeps_sampling && !request.is_plain && !request.tables &&
                       request.encode.chroma_quality_offset == 0;
  if (input.picture.kind != FileKind::kJpeg) {
    input.file = Bytes();  // not needed again: a large part of the memory
  }
  input.keeps_all_metadata =
      policy == CopyPolicy::kAll && !request.drops_icc && request.icc_file.empty();
  return input;
}

}  // namespace jpegaware::apps
