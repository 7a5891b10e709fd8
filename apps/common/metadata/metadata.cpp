// SPDX-License-Identifier: Apache-2.0
// Chooses metadata by policy and makes segments of it.
#include "metadata.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "exif.h"
#include "jpeg_segments.h"
#include "photoshop_resources.h"
#include "xmp.h"

namespace jpegaware::apps {
namespace {

/// Adds segments, and keeps the first failure.
class SegmentWriter {
 public:
  /// @param what  names the content in the error
  void add(std::uint8_t code, std::string_view signature, std::span<const std::uint8_t> content,
           const char* what) {
    if (signature.size() + content.size() > kMaxSegmentPayload_bytes) {
      if (result_) {
        result_ = Error{ErrorCode::kInvalidArgument,
                        std::string(what) + ": " + std::to_string(content.size()) +
                            " bytes are more than a JPEG segment holds; -copy can "
                            "leave them out"};
      }
      return;
    }
    Bytes payload(signature.begin(), signature.end());
    payload.insert(payload.end(), content.begin(), content.end());
    // A span into a payload stays good when the list of payloads grows: its bytes do not move.
    list_.payloads.push_back(std::move(payload));
    list_.segments.push_back({code, list_.payloads.back()});
  }
  void add_if_any(std::uint8_t code, std::string_view signature,
                  std::span<const std::uint8_t> content, const char* what) {
    if (!content.empty()) {
      add(code, signature, content, what);
    }
  }
  [[nodiscard]] Result<SegmentList> take() && {
    if (!result_) {
      return std::move(result_).error();
    }
    return std::move(list_);
  }

 private:
  SegmentList list_;
  Result<void> result_;
};

}  // namespace

Metadata kept_by(Metadata metadata, CopyPolicy policy) {
  Metadata kept;
  kept.density = metadata.density;
  switch (policy) {
    case CopyPolicy::kAll:
      return metadata;
    case CopyPolicy::kNone:
      break;
    case CopyPolicy::kIcc:
      kept.icc = std::move(metadata.icc);
      break;
    case CopyPolicy::kComments:
      kept.comments = std::move(metadata.comments);
      break;
    case CopyPolicy::kSafe:
      kept.icc = std::move(metadata.icc);
      kept.exif = safe_exif(metadata.exif);
      kept.xmp = safe_xmp(metadata.xmp);
      kept.photoshop = safe_photoshop(metadata.photoshop);
      break;
    case CopyPolicy::kColor:
      kept.icc = std::move(metadata.icc);
      if (const int orientation = orientation_of(metadata); orientation != 1) {
        kept.exif = orientation_exif(orientation);
      }
      break;
  }
  return kept;
}

int orientation_of(const Metadata& metadata) { return exif_orientation(metadata.exif); }

void reset_orientation(Metadata& metadata) {
  set_exif_orientation(metadata.exif, 1);
  reset_xmp_orientation(metadata.xmp);
}

void drop_thumbnail(Metadata& metadata) {
  drop_exif_thumbnail(metadata.exif);
  metadata.photoshop = without_photoshop_thumbnails(metadata.photoshop);
}

Result<SegmentList> segments_of(const Metadata& metadata) {
  SegmentWriter writer;
  writer.add_if_any(kApp0 + 1, kExifSignature, metadata.exif, "EXIF");
  writer.add_if_any(kApp0 + 1, kXmpSignature, metadata.xmp, "XMP");
  for (const Bytes& extension : metadata.xmp_extensions) {
    writer.add(kApp0 + 1, "", extension, "XMP extension");
  }
  writer.add_if_any(kApp0 + 2, "", metadata.further.version, "gain map");
  writer.add_if_any(kApp0 + 2, "", metadata.further.index, "gain map");
  const std::size_t most = kMaxSegmentPayload_bytes - kPhotoshopSignature.size();
  for (std::size_t at = 0; at < metadata.photoshop.size(); at += most) {
    const std::size_t bytes = std::min(most, metadata.photoshop.size() - at);
    writer.add(kApp0 + 13, kPhotoshopSignature, std::span(metadata.photoshop).subspan(at, bytes),
               "IPTC");
  }
  for (const Bytes& comment : metadata.comments) {
    writer.add(kComment, "", comment, "comment");
  }
  return std::move(writer).take();
}

std::size_t image_data_bytes(std::span<const std::uint8_t> jpeg) {
  constexpr std::size_t kMarkerAndLength = 4;
  std::size_t bytes = first_picture_bytes(jpeg);
  for (const PlacedSegment& segment : segments_before_scan(jpeg)) {
    if ((segment.code & 0xF0U) == kApp0 || segment.code == kComment) {
      bytes -= segment.content.size() + kMarkerAndLength;
    }
  }
  return bytes;
}

}  // namespace jpegaware::apps
