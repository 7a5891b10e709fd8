// SPDX-License-Identifier: Apache-2.0
// What a picture file says besides its pixels, and how it is written into a JPEG file.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "further_pictures.h"
#include "jpegaware/options.h"
#include "jpegaware/result.h"

namespace jpegaware::apps {

using Bytes = std::vector<std::uint8_t>;

/// Metadata without the containers of the file that it came from.
struct Metadata {
  Bytes icc;                          ///< profile
  Bytes exif;                         ///< from its TIFF header on, without "Exif\0\0"
  Bytes xmp;                          ///< packet
  std::vector<Bytes> xmp_extensions;  ///< APP1 contents of extended XMP, as they were
  Bytes photoshop;  ///< 8BIM resource blocks (IPTC lies in them), without the signature
  std::vector<Bytes> comments;
  std::optional<PixelDensity> density;
  FurtherPictures further;  ///< gain maps and others, of a JPEG file
};

/// Which of it goes into the output.
enum class CopyPolicy : std::uint8_t {
  kAll,
  kNone,
  kIcc,
  kComments,
  kSafe,  ///< colour, orientation, exposure and copyright: nothing that is not known to be harmless
  kColor,  ///< colour and orientation: what other files than JPEG give unasked
};

/// Keeps what the policy names, and the density, which is the picture's size on paper.
[[nodiscard]] Metadata kept_by(Metadata metadata, CopyPolicy policy);

/// Whether the policy lets the orientation tag through; where it does not, pixels must be turned.
[[nodiscard]] constexpr bool keeps_orientation(CopyPolicy policy) {
  return policy == CopyPolicy::kAll || policy == CopyPolicy::kSafe || policy == CopyPolicy::kColor;
}

/// EXIF's orientation, 1..8; 1 where there is none or it is damaged.
[[nodiscard]] int orientation_of(const Metadata& metadata);

/// Sets the orientation to 1 where EXIF or XMP hold one.
void reset_orientation(Metadata& metadata);

/// Drops EXIF's and Photoshop's thumbnails, which show the picture before it was changed.
void drop_thumbnail(Metadata& metadata);

/// Segments with the payloads that they point into. Move-only.
struct SegmentList {
  std::vector<Bytes> payloads;
  std::vector<MarkerSegment> segments;

  SegmentList() = default;
  SegmentList(SegmentList&&) noexcept = default;
  SegmentList& operator=(SegmentList&&) noexcept = default;
};

/// EXIF, XMP, gain map, Photoshop and comment segments for EncodeOptions::segments. The profile
/// and the density are options of their own; append_further_pictures() adds what lies behind.
/// @return invalid_argument for what a segment of 64 kB cannot hold
[[nodiscard]] Result<SegmentList> segments_of(const Metadata& metadata);

/// Bytes of a JPEG file without its APPn and COM segments: what the picture itself takes.
[[nodiscard]] std::size_t image_data_bytes(std::span<const std::uint8_t> jpeg);

}  // namespace jpegaware::apps
