// SPDX-License-Identifier: Apache-2.0
// The C interface of the encoder: checks pointers and codes, then calls the C++ one.
#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "c_edge.h"
#include "jpegaware/encode.h"
#include "jpegaware/jpegaware.h"

using jpegaware::BlockGrid;
using jpegaware::BlockQualityMap;
using jpegaware::EncodeOptions;
using jpegaware::Encoder;
using jpegaware::Error;
using jpegaware::ErrorCode;
using jpegaware::ImageView;
using jpegaware::MarkerSegment;
using jpegaware::QuantizationSteps;
using jpegaware::Result;
using jpegaware::c_edge::guarded;
using jpegaware::c_edge::null_argument;

struct jpegaware_encoder {
  EncodeOptions options;
  std::vector<QuantizationSteps> tables;           ///< options.tables points here
  std::vector<std::uint8_t> icc_profile;           ///< options.icc_profile points here
  std::deque<std::vector<std::uint8_t>> payloads;  ///< of the segments: a deque moves none
  std::vector<MarkerSegment> segments;             ///< options.segments points here
  std::optional<BlockQualityMap> quality_map;      ///< none: uniform
  std::optional<Encoder> encoder;                  ///< made at the next encode after a change
};

namespace {

static_assert(JPEGAWARE_GRAY8 == static_cast<int>(jpegaware::PixelFormat::kGray8));
static_assert(JPEGAWARE_NV12 == static_cast<int>(jpegaware::PixelFormat::kNv12));
static_assert(JPEGAWARE_LIMITED_709 == static_cast<int>(jpegaware::YcbcrCoding::kLimited709));
static_assert(JPEGAWARE_420 == static_cast<int>(jpegaware::ChromaSubsampling::k420));
static_assert(JPEGAWARE_444 == static_cast<int>(jpegaware::ChromaSubsampling::k444));
static_assert(JPEGAWARE_PER_CENTIMETRE ==
              static_cast<int>(jpegaware::PixelDensity::Unit::kPerCentimetre));
static_assert(JPEGAWARE_INVALID_ARGUMENT == static_cast<int>(ErrorCode::kInvalidArgument));
static_assert(JPEGAWARE_INTERNAL == static_cast<int>(ErrorCode::kInternal));

/// Changes a copy of the options; they are taken over when they are valid.
template <typename Change>
int set_option(jpegaware_encoder* encoder, jpegaware_message* message, Change change) noexcept {
  return guarded(message, [&]() -> Result<void> {
    if (encoder == nullptr) {
      return null_argument("encoder");
    }
    EncodeOptions changed = encoder->options;
    change(changed);
    if (auto checked = validate(changed); !checked) {
      return checked;
    }
    encoder->options = std::move(changed);
    encoder->encoder.reset();
    return {};
  });
}

Result<void> encode_into(jpegaware_encoder* encoder, const jpegaware_image* image,
                         jpegaware::ByteSink& sink) {
  if (encoder == nullptr) {
    return null_argument("encoder");
  }
  const auto view = jpegaware::c_edge::view_of(image);
  if (!view) {
    return view.error();
  }
  if (!encoder->encoder) {
    auto made = Encoder::create(encoder->options);
    if (!made) {
      return made.error();
    }
    encoder->encoder = std::move(*made);
  }
  return encoder->encoder->encode(*view, encoder->quality_map ? &*encoder->quality_map : nullptr,
                                  sink);
}

Result<void> hand_over(std::span<const std::uint8_t> file, std::uint8_t** bytes, std::size_t* size) {
  const auto copy = jpegaware::c_edge::malloc_copy(file);
  if (!copy) {
    return copy.error();
  }
  *bytes = *copy;
  *size = file.size();
  return {};
}

/// Both must be there; they are cleared so that a failed call leaves nothing to release.
Result<void> clear_output(std::uint8_t** bytes, std::size_t* size) {
  if (bytes == nullptr || size == nullptr) {
    return null_argument(bytes == nullptr ? "bytes" : "size");
  }
  *bytes = nullptr;
  *size = 0;
  return {};
}

class CallbackSink final : public jpegaware::ByteSink {
 public:
  CallbackSink(jpegaware_write_fn callback, void* user) : write_(callback), user_(user) {}
  [[nodiscard]] Result<void> write(std::span<const std::uint8_t> bytes) override {
    const int status = write_(user_, bytes.data(), bytes.size());
    if (status != 0) {
      return Error{ErrorCode::kIo, "the caller's sink refused " + std::to_string(bytes.size()) +
                                       " bytes (it returned " + std::to_string(status) + ")"};
    }
    return {};
  }

 private:
  jpegaware_write_fn write_;
  void* user_;
};

}  // namespace

// ---- results ------------------------------------------------------------------------------------

const char* jpegaware_code_text(int code) {
  switch (code) {
    case JPEGAWARE_OK:
      return "no error";
    case JPEGAWARE_INVALID_ARGUMENT:
      return "invalid argument";
    case JPEGAWARE_UNSUPPORTED:
      return "unsupported";
    case JPEGAWARE_OUT_OF_MEMORY:
      return "out of memory";
    case JPEGAWARE_ABORTED:
      return "aborted";
    case JPEGAWARE_IO:
      return "input or output failed";
    case JPEGAWARE_BAD_WEIGHTS:
      return "bad weights";
    case JPEGAWARE_BAD_INPUT:
      return "bad input";
    case JPEGAWARE_INTERNAL:
      return "internal error";
    default:
      return "unknown code";
  }
}

int jpegaware_version_number(void) { return JPEGAWARE_VERSION_NUMBER; }

const char* jpegaware_version_text(void) { return JPEGAWARE_VERSION_TEXT; }

// ---- one call -----------------------------------------------------------------------------------

int jpegaware_encode(const jpegaware_image* image, int quality, uint8_t** bytes, size_t* size,
                     jpegaware_message* message) {
  return guarded(message, [&]() -> Result<void> {
    if (auto cleared = clear_output(bytes, size); !cleared) {
      return cleared;
    }
    const auto view = jpegaware::c_edge::view_of(image);
    if (!view) {
      return view.error();
    }
    EncodeOptions options;
    options.quality_1_100 = quality;
    const auto file = jpegaware::encode(*view, options);
    return file ? hand_over(*file, bytes, size) : file.error();
  });
}

void jpegaware_free(void* bytes) { std::free(bytes); }

// ---- a reusable encoder -------------------------------------------------------------------------

int jpegaware_encoder_create(jpegaware_encoder** encoder, jpegaware_message* message) {
  return guarded(message, [&]() -> Result<void> {
    if (encoder == nullptr) {
      return null_argument("encoder");
    }
    *encoder = nullptr;
    *encoder = std::make_unique<jpegaware_encoder>().release();
    return {};
  });
}

void jpegaware_encoder_destroy(jpegaware_encoder* encoder) {
  const std::unique_ptr<jpegaware_encoder> owned(encoder);
}

int jpegaware_encoder_set_quality(jpegaware_encoder* encoder, int quality,
                                  jpegaware_message* message) {
  return set_option(encoder, message,
                    [&](EncodeOptions& options) { options.quality_1_100 = quality; });
}

int jpegaware_encoder_set_subsampling(jpegaware_encoder* encoder, int subsampling,
                                      jpegaware_message* message) {
  if (subsampling < JPEGAWARE_420 || subsampling > JPEGAWARE_444) {
    return guarded(message, [&]() -> Result<void> {
      return Error{ErrorCode::kInvalidArgument,
                   "subsampling: " + std::to_string(subsampling) +
                       " is none of JPEGAWARE_420, JPEGAWARE_422, JPEGAWARE_444"};
    });
  }
  return set_option(encoder, message, [&](EncodeOptions& options) {
    options.subsampling = static_cast<jpegaware::ChromaSubsampling>(subsampling);
  });
}

int jpegaware_encoder_set_chroma_quality_offset(jpegaware_encoder* encoder, int offset,
                                                jpegaware_message* message) {
  return set_option(encoder, message,
                    [&](EncodeOptions& options) { options.chroma_quality_offset = offset; });
}

int jpegaware_encoder_set_tables(jpegaware_encoder* encoder, const uint16_t* steps, size_t count,
                                 jpegaware_message* message) {
  return guarded(message, [&]() -> Result<void> {
    if (encoder == nullptr || (steps == nullptr && count != 0)) {
      return null_argument(encoder == nullptr ? "encoder" : "steps");
    }
    constexpr std::size_t kSteps = std::tuple_size_v<QuantizationSteps>;
    if (count % kSteps != 0) {
      return Error{ErrorCode::kInvalidArgument,
                   "tables: " + std::to_string(count) + " steps given; none or 192 are needed"};
    }
    EncodeOptions changed = encoder->options;
    std::vector<QuantizationSteps> copy(count / kSteps);
    for (std::size_t i = 0; i < copy.size(); ++i) {
      std::copy_n(steps + i * kSteps, kSteps, copy[i].begin());
    }
    changed.tables = copy;
    if (auto checked = validate(changed); !checked) {
      return checked;
    }
    encoder->tables = std::move(copy);
    encoder->options.tables = encoder->tables;
    encoder->encoder.reset();
    return {};
  });
}

int jpegaware_encoder_set_progressive(jpegaware_encoder* encoder, int progressive,
                                      jpegaware_message* message) {
  return set_option(encoder, message, [&](EncodeOptions& options) {
    options.scan_layout = progressive != 0 ? jpegaware::ScanLayout::kProgressive
                                           : jpegaware::ScanLayout::kSequentialBaseline;
  });
}

int jpegaware_encoder_set_effort(jpegaware_encoder* encoder, int effort,
                                 jpegaware_message* message) {
  return set_option(encoder, message, [&](EncodeOptions& options) { options.effort_1_9 = effort; });
}

int jpegaware_encoder_set_threads(jpegaware_encoder* encoder, int threads,
                                  jpegaware_message* message) {
  return set_option(encoder, message, [&](EncodeOptions& options) { options.threads = threads; });
}

int jpegaware_encoder_set_max_pixels(jpegaware_encoder* encoder, int64_t max_pixels,
                                     jpegaware_message* message) {
  return set_option(encoder, message,
                    [&](EncodeOptions& options) { options.max_pixels = max_pixels; });
}

int jpegaware_encoder_set_max_memory(jpegaware_encoder* encoder, int64_t max_bytes,
                                     jpegaware_message* message) {
  return set_option(encoder, message,
                    [&](EncodeOptions& options) { options.max_memory_bytes = max_bytes; });
}

int jpegaware_encoder_set_time_limit(jpegaware_encoder* encoder, double seconds,
                                     jpegaware_message* message) {
  return set_option(encoder, message,
                    [&](EncodeOptions& options) { options.time_limit_s = seconds; });
}

int jpegaware_encoder_set_density(jpegaware_encoder* encoder, int unit, int x, int y,
                                  jpegaware_message* message) {
  if (unit < JPEGAWARE_ASPECT_ONLY || unit > JPEGAWARE_PER_CENTIMETRE) {
    return guarded(message, [&]() -> Result<void> {
      return Error{ErrorCode::kInvalidArgument, "density: unit " + std::to_string(unit) +
                                                    " is none of JPEGAWARE_ASPECT_ONLY, "
                                                    "JPEGAWARE_PER_INCH, JPEGAWARE_PER_CENTIMETRE"};
    });
  }
  if (std::min(x, y) < 1 || std::max(x, y) > 65535) {
    return guarded(message, [&]() -> Result<void> {
      return Error{ErrorCode::kInvalidArgument, "density: " + std::to_string(x) + " x " +
                                                    std::to_string(y) + " is outside 1 to 65535"};
    });
  }
  return set_option(encoder, message, [&](EncodeOptions& options) {
    options.density = {static_cast<jpegaware::PixelDensity::Unit>(unit),
                       static_cast<std::uint16_t>(x), static_cast<std::uint16_t>(y)};
  });
}

int jpegaware_encoder_set_mark(jpegaware_encoder* encoder, int mark, jpegaware_message* message) {
  return set_option(encoder, message, [&](EncodeOptions& options) {
    options.mark = mark != 0 ? jpegaware::FileMark::kWrite : jpegaware::FileMark::kOmit;
  });
}

int jpegaware_encoder_set_icc_profile(jpegaware_encoder* encoder, const uint8_t* profile,
                                      size_t size, jpegaware_message* message) {
  return guarded(message, [&]() -> Result<void> {
    if (encoder == nullptr || (profile == nullptr && size != 0)) {
      return null_argument(encoder == nullptr ? "encoder" : "profile");
    }
    std::vector<std::uint8_t> copy(profile, profile + size);
    encoder->icc_profile = std::move(copy);
    encoder->options.icc_profile = encoder->icc_profile;
    encoder->encoder.reset();
    return {};
  });
}

int jpegaware_encoder_add_segment(jpegaware_encoder* encoder, int marker, const uint8_t* payload,
                                  size_t size, jpegaware_message* message) {
  return guarded(message, [&]() -> Result<void> {
    if (encoder == nullptr || (payload == nullptr && size != 0)) {
      return null_argument(encoder == nullptr ? "encoder" : "payload");
    }
    if (!((marker >= 0xE0 && marker <= 0xEF) || marker == 0xFE) ||
        size > jpegaware::kMaxSegmentPayload_bytes) {
      return Error{ErrorCode::kInvalidArgument,
                   "segment: marker " + std::to_string(marker) + " with " + std::to_string(size) +
                       " bytes; markers are 224 to 239 or 254, with at most " +
                       std::to_string(jpegaware::kMaxSegmentPayload_bytes) + " bytes"};
    }
    std::vector<std::uint8_t> copy(payload, payload + size);
    encoder->segments.reserve(encoder->segments.size() + 1);
    encoder->payloads.push_back(std::move(copy));
    encoder->segments.push_back({static_cast<std::uint8_t>(marker), encoder->payloads.back()});
    encoder->options.segments = encoder->segments;
    encoder->encoder.reset();
    return {};
  });
}

int jpegaware_encoder_clear_segments(jpegaware_encoder* encoder, jpegaware_message* message) {
  return guarded(message, [&]() -> Result<void> {
    if (encoder == nullptr) {
      return null_argument("encoder");
    }
    encoder->options.segments = {};
    encoder->encoder.reset();
    encoder->segments.clear();
    encoder->payloads.clear();
    return {};
  });
}

int jpegaware_encoder_set_quality_map(jpegaware_encoder* encoder, const float* quality,
                                      size_t count, int width_blocks, int height_blocks,
                                      jpegaware_message* message) {
  return guarded(message, [&]() -> Result<void> {
    if (encoder == nullptr || (quality == nullptr && count != 0)) {
      return null_argument(encoder == nullptr ? "encoder" : "quality");
    }
    if (count == 0) {
      encoder->quality_map.reset();
      return {};
    }
    const BlockGrid grid{width_blocks, height_blocks};
    if (width_blocks < 1 || height_blocks < 1 || grid.count() != count) {
      return Error{ErrorCode::kInvalidArgument,
                   "quality map: " + std::to_string(count) + " values for " +
                       std::to_string(width_blocks) + " x " + std::to_string(height_blocks) +
                       " blocks"};
    }
    auto map = BlockQualityMap::make(grid, std::vector<float>(quality, quality + count));
    if (!map) {
      return map.error();
    }
    encoder->quality_map = std::move(*map);
    return {};
  });
}

int jpegaware_encoder_set_cancel(jpegaware_encoder* encoder, jpegaware_cancel_fn cancel, void* user,
                                 jpegaware_message* message) {
  return set_option(encoder, message, [&](EncodeOptions& options) {
    options.should_cancel = nullptr;
    if (cancel != nullptr) {
      options.should_cancel = [cancel, user] { return cancel(user) != 0; };
    }
  });
}

int jpegaware_encoder_set_progress(jpegaware_encoder* encoder, jpegaware_progress_fn progress,
                                   void* user, jpegaware_message* message) {
  return set_option(encoder, message, [&](EncodeOptions& options) {
    options.on_progress = nullptr;
    if (progress != nullptr) {
      options.on_progress = [progress, user](double done_0_1) { progress(user, done_0_1); };
    }
  });
}

int jpegaware_encoder_set_log(jpegaware_encoder* encoder, jpegaware_log_fn log, void* user,
                              jpegaware_message* message) {
  return set_option(encoder, message, [&](EncodeOptions& options) {
    options.on_log = nullptr;
    if (log != nullptr) {
      options.on_log = [log, user](std::string_view line) { log(user, std::string(line).c_str()); };
    }
  });
}

int jpegaware_encoder_memory_bytes(const jpegaware_encoder* encoder, const jpegaware_image* image,
                                   int64_t* bytes, jpegaware_message* message) {
  return guarded(message, [&]() -> Result<void> {
    if (bytes == nullptr) {
      return null_argument("bytes");
    }
    *bytes = 0;
    if (encoder == nullptr) {
      return null_argument("encoder");
    }
    const auto view = jpegaware::c_edge::view_of(image);
    if (!view) {
      return view.error();
    }
    *bytes = encode_memory_bytes(*view, encoder->options);
    return {};
  });
}

int jpegaware_encoder_encode(jpegaware_encoder* encoder, const jpegaware_image* image,
                             uint8_t** bytes, size_t* size, jpegaware_message* message) {
  return guarded(message, [&]() -> Result<void> {
    if (auto cleared = clear_output(bytes, size); !cleared) {
      return cleared;
    }
    jpegaware::VectorSink sink;
    if (auto encoded = encode_into(encoder, image, sink); !encoded) {
      return encoded;
    }
    return hand_over(sink.bytes(), bytes, size);
  });
}

int jpegaware_encoder_encode_to(jpegaware_encoder* encoder, const jpegaware_image* image,
                                jpegaware_write_fn write, void* user, jpegaware_message* message) {
  return guarded(message, [&]() -> Result<void> {
    if (write == nullptr) {
      return null_argument("write");
    }
    CallbackSink sink(write, user);
    return encode_into(encoder, image, sink);
  });
}
