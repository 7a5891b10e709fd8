// SPDX-License-Identifier: Apache-2.0
// Module: reads WebP with libwebp; of an animation the first frame.
#include <webp/decode.h>
#include <webp/demux.h>

#include <memory>

#include "exif.h"
#include "loadable_module.h"
#include "row_converter.h"

namespace jpegaware::apps {
namespace {

using Demuxer = std::unique_ptr<WebPDemuxer, decltype(&WebPDemuxDelete)>;

Error damaged(const char* why) {
  return {ErrorCode::kBadInput, std::string("damaged WebP: ") + why};
}

const char* text_of(VP8StatusCode status) {
  switch (status) {
    case VP8_STATUS_OUT_OF_MEMORY:
      return "it needs more memory than there is";
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED:
      return "the file ends early";
    case VP8_STATUS_UNSUPPORTED_FEATURE:
      return "it uses a feature that libwebp does not know";
    default:
      return "its data cannot be decoded";
  }
}

Bytes chunk(const WebPDemuxer* demuxer, const char* name) {
  WebPChunkIterator found{};
  Bytes bytes;
  if (WebPDemuxGetChunk(demuxer, name, 1, &found) != 0) {
    bytes.assign(found.chunk.bytes, found.chunk.bytes + found.chunk.size);
  }
  WebPDemuxReleaseChunkIterator(&found);
  return bytes;
}

void take_metadata(const WebPDemuxer* demuxer, Metadata& metadata) {
  metadata.icc = chunk(demuxer, "ICCP");
  metadata.xmp = chunk(demuxer, "XMP ");
  metadata.exif = chunk(demuxer, "EXIF");
  strip_exif_signature(metadata.exif);
  metadata.density = exif_density(metadata.exif);
}

/// The first frame as it lies; one smaller than the canvas is refused by the caller.
struct Frame {
  WebPIterator iterator{};
  bool is_there;
  explicit Frame(const WebPDemuxer* demuxer)
      : is_there(WebPDemuxGetFrame(demuxer, 1, &iterator) != 0) {}
  ~Frame() { WebPDemuxReleaseIterator(&iterator); }
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;
};

VP8StatusCode decode(std::span<const std::uint8_t> data, bool has_alpha, int width_px,
                     std::span<std::uint8_t> to) {
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0) {
    return VP8_STATUS_INVALID_PARAM;
  }
  config.output.colorspace = has_alpha ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = to.data();
  config.output.u.RGBA.stride = width_px * (has_alpha ? 4 : 3);
  config.output.u.RGBA.size = to.size();
  return WebPDecode(data.data(), data.size(), &config);
}

Result<void> read_pixels(const WebPIterator& frame, const ReadOptions& options, Picture& picture) {
  const std::span data(frame.fragment.bytes, frame.fragment.size);
  const auto height = static_cast<std::size_t>(picture.height_px);
  const bool has_alpha = frame.has_alpha != 0;
  std::unique_ptr<std::uint8_t[]> rgba;
  const std::size_t bytes =
      static_cast<std::size_t>(picture.width_px) * height * (has_alpha ? 4 : 3);
  if (has_alpha) {
    rgba = std::make_unique_for_overwrite<std::uint8_t[]>(bytes);
  }
  std::uint8_t* to = has_alpha ? rgba.get() : picture.pixels.get();
  if (const auto status = decode(data, has_alpha, picture.width_px, {to, bytes});
      status != VP8_STATUS_OK) {
    return damaged(text_of(status));
  }
  RowConverter converter({.channels = 4}, options.matte, std::nullopt);
  for (std::size_t y = 0; has_alpha && y < height; ++y) {
    converter.convert(rgba.get() + y * static_cast<std::size_t>(picture.width_px) * 4,
                      picture.width_px, picture.pixels.get() + y * picture.row_bytes());
  }
  return {};
}

Result<Picture> read_webp(std::span<const std::uint8_t> file, const ReadOptions& options) {
  const WebPData data{file.data(), file.size()};
  const Demuxer demuxer(WebPDemux(&data), WebPDemuxDelete);
  if (!demuxer) {
    return damaged("the file ends early, or its chunks do not fit together");
  }
  const Frame frame(demuxer.get());
  if (!frame.is_there) {
    return damaged("it holds no picture");
  }
  Picture picture;
  picture.kind = FileKind::kWebp;
  if (auto allocated = allocate(picture, frame.iterator.width, frame.iterator.height, options);
      !allocated) {
    return std::move(allocated).error();
  }
  if (auto read = read_pixels(frame.iterator, options, picture); !read) {
    return std::move(read).error();
  }
  take_metadata(demuxer.get(), picture.metadata);
  return picture;
}

}  // namespace
}  // namespace jpegaware::apps

JPEGAWARE_MODULE_ENTRY const jpegaware::apps::ReaderModule* jpegaware_reader_module() {
  static constexpr jpegaware::apps::ReaderModule kModule{jpegaware::apps::kModuleVersion,
                                                         jpegaware::apps::read_webp};
  return &kModule;
}
