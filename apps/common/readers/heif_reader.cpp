// SPDX-License-Identifier: Apache-2.0
// Module: reads HEIF and AVIF with libheif; of several pictures the primary one.
#include <libheif/heif.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

#include "exif.h"
#include "loadable_module.h"
#include "row_converter.h"

namespace jpegaware::apps {
namespace {

using Context = std::unique_ptr<heif_context, decltype(&heif_context_free)>;
using Handle = std::unique_ptr<heif_image_handle, decltype(&heif_image_handle_release)>;
using Image = std::unique_ptr<heif_image, decltype(&heif_image_release)>;

Error damaged(const heif_error& error) {
  const bool is_beyond_us = error.code == heif_error_Unsupported_filetype ||
                            error.code == heif_error_Unsupported_feature ||
                            error.code == heif_error_Plugin_loading_error;
  std::string why = error.message == nullptr ? "no reason given" : error.message;
  while (!why.empty() && why.back() == '\n') {
    why.pop_back();
  }
  if (is_beyond_us) {
    return {ErrorCode::kUnsupported, "libheif cannot read this file: " + why};
  }
  return {error.code == heif_error_Memory_allocation_error ? ErrorCode::kOutOfMemory
                                                           : ErrorCode::kBadInput,
          "damaged HEIF: " + why};
}

// -- Colour ---------------------------------------------------------------------------------

/// What the file says in numbers; nothing where it does not, or where a profile says it better.
std::optional<ColorEncoding> encoding_of(const heif_image_handle* handle) {
  heif_color_profile_nclx* nclx = nullptr;
  if (heif_image_handle_get_raw_color_profile_size(handle) > 0 ||
      heif_image_handle_get_nclx_color_profile(handle, &nclx).code != heif_error_Ok) {
    return std::nullopt;
  }
  ColorEncoding encoding;
  if (nclx->color_primaries == heif_color_primaries_ITU_R_BT_2020_2_and_2100_0) {
    encoding.primaries = kBt2020Primaries;
  } else if (nclx->color_primaries == heif_color_primaries_SMPTE_EG_432_1) {
    encoding.primaries = kDisplayP3Primaries;
  }
  heif_nclx_color_profile_free(nclx);
  return encoding;
}

bool has_hdr_curve(const heif_image_handle* handle) {
  heif_color_profile_nclx* nclx = nullptr;
  if (heif_image_handle_get_nclx_color_profile(handle, &nclx).code != heif_error_Ok) {
    return false;
  }
  const auto curve = nclx->transfer_characteristics;
  heif_nclx_color_profile_free(nclx);
  return curve == heif_transfer_characteristic_ITU_R_BT_2100_0_PQ ||
         curve == heif_transfer_characteristic_ITU_R_BT_2100_0_HLG;
}

// -- Metadata -------------------------------------------------------------------------------

constexpr std::size_t kMostMetadataBytes = std::size_t{64} << 20U;

Bytes metadata_block(const heif_image_handle* handle, heif_item_id id) {
  const std::size_t bytes = heif_image_handle_get_metadata_size(handle, id);
  if (bytes > kMostMetadataBytes) {
    return {};
  }
  Bytes block(bytes);
  const bool is_read =
      !block.empty() &&
      heif_image_handle_get_metadata(handle, id, block.data()).code == heif_error_Ok;
  return is_read ? block : Bytes{};
}

/// HEIF's EXIF item begins with the offset of the TIFF header behind its own four bytes.
Bytes exif_of_item(Bytes item) {
  if (item.size() < 4) {
    return {};
  }
  const std::size_t offset = std::size_t{item[0]} << 24U | std::size_t{item[1]} << 16U |
                             std::size_t{item[2]} << 8U | item[3];
  if (offset > item.size() - 4) {
    return {};
  }
  item.erase(item.begin(), item.begin() + static_cast<std::ptrdiff_t>(4 + offset));
  strip_exif_signature(item);
  return item;
}

void take_metadata(const heif_image_handle* handle, Metadata& metadata) {
  metadata.icc.resize(
      std::min(heif_image_handle_get_raw_color_profile_size(handle), kMostMetadataBytes));
  if (!metadata.icc.empty() &&
      heif_image_handle_get_raw_color_profile(handle, metadata.icc.data()).code != heif_error_Ok) {
    metadata.icc.clear();
  }
  std::array<heif_item_id, 32> ids{};
  const int count = heif_image_handle_get_list_of_metadata_block_IDs(handle, nullptr, ids.data(),
                                                                     static_cast<int>(ids.size()));
  for (int i = 0; i < count; ++i) {
    const heif_item_id id = ids[static_cast<std::size_t>(i)];
    const std::string_view type = heif_image_handle_get_metadata_type(handle, id);
    const char* content_type = heif_image_handle_get_metadata_content_type(handle, id);
    if (type == "Exif" && metadata.exif.empty()) {
      metadata.exif = exif_of_item(metadata_block(handle, id));
    } else if (type == "mime" && content_type != nullptr &&
               std::string_view(content_type) == "application/rdf+xml") {
      metadata.xmp = metadata_block(handle, id);
    }
  }
  // The pixels are turned already: HEIF's own boxes say how, and its EXIF tag is void.
  set_exif_orientation(metadata.exif, 1);
  metadata.density = exif_density(metadata.exif);
}

// -- Gain maps ------------------------------------------------------------------------------

bool has_gain_map(const heif_image_handle* handle, std::span<const std::uint8_t> file) {
  std::array<heif_item_id, 16> ids{};
  const int count = heif_image_handle_get_list_of_auxiliary_image_IDs(
      handle, LIBHEIF_AUX_IMAGE_FILTER_OMIT_ALPHA | LIBHEIF_AUX_IMAGE_FILTER_OMIT_DEPTH, ids.data(),
      static_cast<int>(ids.size()));
  bool found = false;
  for (int i = 0; i < count && !found; ++i) {
    heif_image_handle* auxiliary = nullptr;
    if (heif_image_handle_get_auxiliary_image_handle(handle, ids[static_cast<std::size_t>(i)],
                                                     &auxiliary)
            .code != heif_error_Ok) {
      continue;
    }
    const char* type = nullptr;
    if (heif_image_handle_get_auxiliary_type(auxiliary, &type).code == heif_error_Ok) {
      found = std::string_view(type).find("gainmap") != std::string_view::npos;
      heif_image_handle_free_auxiliary_types(auxiliary, &type);
    }
    heif_image_handle_release(auxiliary);
  }
  // ISO 21496-1 makes it a derived picture, and a compatible brand of the file.
  constexpr std::string_view kToneMapped = "tmap";
  const auto brands = file.first(std::min<std::size_t>(file.size(), 64));
  return found || std::search(brands.begin(), brands.end(), kToneMapped.begin(),
                              kToneMapped.end()) != brands.end();
}

// -- Pixels ---------------------------------------------------------------------------------

heif_chroma layout_of(bool has_alpha, bool is_deep) {
  if (is_deep) {
    // Ours are the machines where little-endian is the machine's own order.
    return has_alpha ? heif_chroma_interleaved_RRGGBBAA_LE : heif_chroma_interleaved_RRGGBB_LE;
  }
  return has_alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB;
}

Result<void> read_pixels(const heif_image_handle* handle, const ReadOptions& options,
                         Picture& picture) {
  const bool has_alpha = heif_image_handle_has_alpha_channel(handle) != 0;
  const bool is_deep = heif_image_handle_get_luma_bits_per_pixel(handle) > 8;
  heif_image* decoded = nullptr;
  const heif_error status = heif_decode_image(handle, &decoded, heif_colorspace_RGB,
                                              layout_of(has_alpha, is_deep), nullptr);
  const Image image(decoded, heif_image_release);
  if (status.code != heif_error_Ok) {
    return damaged(status);
  }
  if (heif_image_get_width(decoded, heif_channel_interleaved) != picture.width_px ||
      heif_image_get_height(decoded, heif_channel_interleaved) != picture.height_px) {
    return Error{ErrorCode::kBadInput,
                 "damaged HEIF: the picture is not of the size that its header says"};
  }
  int stride_bytes = 0;
  const std::uint8_t* rows =
      heif_image_get_plane_readonly(decoded, heif_channel_interleaved, &stride_bytes);
  const int bits = heif_image_get_bits_per_pixel_range(decoded, heif_channel_interleaved);
  if (rows == nullptr || bits < 8 || bits > 16) {
    return Error{ErrorCode::kBadInput, "damaged HEIF: it holds no colours"};
  }
  const SampleLayout layout{
      .channels = has_alpha ? 4 : 3,
      .bytes = is_deep ? 2 : 1,
      .largest = static_cast<std::uint16_t>((1U << static_cast<unsigned>(bits)) - 1U),
      .is_premultiplied = heif_image_handle_is_premultiplied_alpha(handle) != 0};
  RowConverter converter(layout, options.matte, encoding_of(handle));
  for (int y = 0; y < picture.height_px; ++y) {
    converter.convert(rows + static_cast<std::ptrdiff_t>(y) * stride_bytes, picture.width_px,
                      picture.pixels.get() + static_cast<std::size_t>(y) * picture.row_bytes());
  }
  return {};
}

Result<Picture> read_heif(std::span<const std::uint8_t> file, const ReadOptions& options) {
  const Context context(heif_context_alloc(), heif_context_free);
  if (!context) {
    return Error{ErrorCode::kOutOfMemory, "not enough memory to read a HEIF"};
  }
  heif_context_set_maximum_image_size_limit(context.get(), kMaxSide_px);
  if (const auto status = heif_context_read_from_memory_without_copy(context.get(), file.data(),
                                                                     file.size(), nullptr);
      status.code != heif_error_Ok) {
    return damaged(status);
  }
  heif_image_handle* primary = nullptr;
  const heif_error status = heif_context_get_primary_image_handle(context.get(), &primary);
  const Handle handle(primary, heif_image_handle_release);
  if (status.code != heif_error_Ok) {
    return damaged(status);
  }
  Picture picture;
  picture.kind = FileKind::kHeif;
  if (auto allocated = allocate(picture, heif_image_handle_get_width(primary),
                                heif_image_handle_get_height(primary), options);
      !allocated) {
    return std::move(allocated).error();
  }
  if (auto read = read_pixels(primary, options, picture); !read) {
    return std::move(read).error();
  }
  take_metadata(primary, picture.metadata);
  picture.metadata.further.is_foreign = has_gain_map(primary, file);
  if (has_hdr_curve(primary)) {
    picture.warnings.emplace_back(
        "the picture's HDR curve (PQ or HLG) is taken as sRGB's: it will look flat");
  }
  return picture;
}

}  // namespace
}  // namespace jpegaware::apps

JPEGAWARE_MODULE_ENTRY const jpegaware::apps::ReaderModule* jpegaware_reader_module() {
  static constexpr jpegaware::apps::ReaderModule kModule{jpegaware::apps::kModuleVersion,
                                                         jpegaware::apps::read_heif};
  return &kModule;
}
