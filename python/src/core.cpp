// SPDX-License-Identifier: Apache-2.0
// The Python face of both libraries: NumPy arrays and options in, bytes and NumPy arrays out.
// Defaults, look-ups and documentation for people are in the package's .py files.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "jpegaware/encode.h"
#include "saliency/model.h"
#include "saliency/quality_mapper.h"
#include "saliency/saliency_field.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace {

using jpegaware::BlockGrid;
using jpegaware::BlockQualityMap;
using jpegaware::ImageView;
using jpegaware::SaliencyMap;
using jpegaware::saliency::FloatGrid;
using jpegaware::saliency::Heads;
using jpegaware::saliency::Heatmap;
using jpegaware::saliency::Model;

// ---- errors ---------------------------------------------------------------------------------

/// Raises the class that jpegaware._errors keeps for this code.
[[noreturn]] void raise(const jpegaware::Error& error) {
  const nb::object by_code = nb::module_::import_("jpegaware._errors").attr("BY_CODE");
  const nb::object kind = by_code[nb::int_(static_cast<int>(error.code))];
  PyErr_SetString(kind.ptr(), error.message.c_str());
  throw nb::python_error();
}

template <typename T>
T take(jpegaware::Result<T> result) {
  if (!result) {
    raise(result.error());
  }
  return std::move(*result);
}

/// Runs `work`, which touches nothing of Python's, with the interpreter's lock released.
template <typename Work>
auto without_lock(Work work) {
  const nb::gil_scoped_release released;
  return work();
}

// ---- arrays ---------------------------------------------------------------------------------

using Pixels = nb::ndarray<nb::ro, nb::device::cpu>;
using Floats = nb::ndarray<const float, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Tables = nb::ndarray<const std::uint16_t, nb::shape<3, 64>, nb::c_contig, nb::device::cpu>;
using FloatArray = nb::ndarray<nb::numpy, float, nb::ndim<2>>;

constexpr auto kTooLarge = static_cast<std::size_t>(jpegaware::kMaxSide_px) + 1;

std::ptrdiff_t row_stride_bytes(const Pixels& pixels) {
  return static_cast<std::ptrdiff_t>(pixels.stride(0)) * static_cast<std::ptrdiff_t>(pixels.itemsize());
}

const std::uint8_t* bytes_of(const Pixels& pixels) {
  return static_cast<const std::uint8_t*>(pixels.data());
}

jpegaware::PixelFormat format_of(const Pixels& pixels, bool bgr) {
  using jpegaware::PixelFormat;
  const std::size_t channels = pixels.ndim() == 2 ? 1 : pixels.shape(2);
  const bool is_wide = pixels.itemsize() == 2;
  if (channels == 1) {
    return is_wide ? PixelFormat::kGray16 : PixelFormat::kGray8;
  }
  if (channels == 3) {
    return is_wide ? (bgr ? PixelFormat::kBgr16 : PixelFormat::kRgb16)
                   : (bgr ? PixelFormat::kBgr8 : PixelFormat::kRgb8);
  }
  return is_wide ? (bgr ? PixelFormat::kBgra16 : PixelFormat::kRgba16)
                 : (bgr ? PixelFormat::kBgra8 : PixelFormat::kRgba8);
}

/// A picture as the package's as_pixels() checked it, kept alive while the library reads it: an
/// array whose pixels are packed, rows any distance apart, or a Yuv.
class PicturePins {
 public:
  PicturePins(const nb::handle& picture, bool bgr) {
    if (nb::hasattr(picture, "planes")) {
      for (const nb::handle plane : nb::cast<nb::tuple>(picture.attr("planes"))) {
        planes_.push_back(nb::cast<Pixels>(plane));
      }
    } else {
      planes_.push_back(nb::cast<Pixels>(picture));
    }
    const Pixels& first = planes_.at(0);
    view_ = {bytes_of(first), static_cast<int>(std::min(first.shape(1), kTooLarge)),
             static_cast<int>(std::min(first.shape(0), kTooLarge)), row_stride_bytes(first),
             format_of(first, bgr)};
    if (planes_.size() > 1) {
      view_.format = planes_.size() == 2 ? jpegaware::PixelFormat::kNv12 : jpegaware::PixelFormat::kI420;
      view_.coding = static_cast<jpegaware::YcbcrCoding>(nb::cast<int>(picture.attr("coding")));
      for (std::size_t i = 1; i < planes_.size(); ++i) {
        view_.chroma.at(i - 1) = {bytes_of(planes_[i]), row_stride_bytes(planes_[i])};
      }
    }
  }
  [[nodiscard]] const ImageView& view() const { return view_; }

 private:
  std::vector<Pixels> planes_;
  ImageView view_;
};

FloatArray array_of(std::vector<float> values, int height, int width) {
  auto owned = std::make_unique<std::vector<float>>(std::move(values));
  float* data = owned->data();
  const nb::capsule owner(owned.release(), [](void* kept) noexcept {
    const std::unique_ptr<std::vector<float>> last(static_cast<std::vector<float>*>(kept));
  });
  return FloatArray(data, {static_cast<std::size_t>(height), static_cast<std::size_t>(width)}, owner);
}

/// One value a block, copied.
FloatArray array_of(std::span<const float> values, const BlockGrid& grid) {
  return array_of(std::vector<float>(values.begin(), values.end()), grid.height_blocks,
                  grid.width_blocks);
}

FloatArray array_of(const FloatGrid& grid) {
  return array_of(grid.cells, grid.height_cells, grid.width_cells);
}

BlockGrid grid_of(const Floats& values) {
  return {static_cast<int>(values.shape(1)), static_cast<int>(values.shape(0))};
}

std::vector<float> vector_of(const Floats& values) {
  return {values.data(), values.data() + values.size()};
}

// ---- the encoder ----------------------------------------------------------------------------

/// Owns what EncodeOptions only points at. A lock makes threads that share one take turns.
class PyEncoder {
 public:
  /// @param options  what it points at (tables, profile, segments, callbacks) is set here
  PyEncoder(jpegaware::EncodeOptions options, const std::optional<Tables>& tables,
            const nb::bytes& icc_profile, const nb::list& segments, nb::object progress,
            nb::object log)
      : icc_profile_(bytes_of(icc_profile)), progress_(std::move(progress)), log_(std::move(log)) {
    if (tables) {
      tables_.resize(tables->shape(0));
      std::memcpy(tables_.data(), tables->data(), tables->nbytes());
    }
    for (const nb::handle entry : segments) {
      const auto pair = nb::cast<nb::tuple>(entry);
      payloads_.push_back(bytes_of(nb::cast<nb::bytes>(pair[1])));
      codes_.push_back(nb::cast<std::uint8_t>(pair[0]));
    }
    for (std::size_t i = 0; i < payloads_.size(); ++i) {
      segments_.push_back({codes_[i], payloads_[i]});
    }
    options.tables = tables_;
    options.icc_profile = icc_profile_;
    options.segments = segments_;
    if (!progress_.is_none()) {
      options.on_progress = [this](double done_0_1) { tell(progress_, done_0_1); };
    }
    if (!log_.is_none()) {
      options.on_log = [this](std::string_view line) { tell(log_, line); };
    }
    if (options.on_progress || options.on_log) {
      options.should_cancel = [this] { return raised_.has_value(); };
    }
    encoder_.emplace(take(jpegaware::Encoder::create(options)));
  }

  nb::bytes encode(const nb::object& picture, bool bgr, const std::optional<Floats>& qualities) {
    const PicturePins pins(picture, bgr);
    std::optional<BlockQualityMap> map;
    if (qualities) {
      map.emplace(take(BlockQualityMap::make(grid_of(*qualities), vector_of(*qualities))));
    }
    jpegaware::VectorSink sink;
    jpegaware::Result<void> done;
    std::optional<nb::python_error> raised;
    {
      const nb::gil_scoped_release released;
      const std::lock_guard lock(mutex_);
      done = encoder_->encode(pins.view(), map ? &*map : nullptr, sink);
      if (raised_) {
        raised.emplace(std::move(*raised_));
        raised_.reset();
      }
    }
    if (raised) {
      throw nb::python_error(std::move(*raised));
    }
    if (!done) {
      raise(done.error());
    }
    return nb::bytes(sink.bytes().data(), sink.bytes().size());
  }

 private:
  static std::vector<std::uint8_t> bytes_of(const nb::bytes& bytes) {
    const auto* data = static_cast<const std::uint8_t*>(bytes.data());
    return {data, data + bytes.size()};
  }

  /// What the caller's function raises waits here until the encode has ended.
  template <typename Said>
  void tell(const nb::object& listener, const Said& said) {
    const nb::gil_scoped_acquire acquired;
    try {
      if (!raised_) {
        listener(said);
      }
    } catch (nb::python_error& error) {
      raised_.emplace(std::move(error));
    }
  }

  std::vector<jpegaware::QuantizationSteps> tables_;
  std::vector<std::uint8_t> icc_profile_;
  std::vector<std::vector<std::uint8_t>> payloads_;
  std::vector<std::uint8_t> codes_;
  std::vector<jpegaware::MarkerSegment> segments_;
  nb::object progress_;
  nb::object log_;
  std::optional<nb::python_error> raised_;
  std::mutex mutex_;
  std::optional<jpegaware::Encoder> encoder_;
};

// ---- the map --------------------------------------------------------------------------------

/// Hands lines to a Python function, from any thread. What it raises has nowhere to go.
class LogLines {
 public:
  explicit LogLines(nb::object log)
      : log_(new nb::object(std::move(log)), [](nb::object* last) {
          const nb::gil_scoped_acquire acquired;
          const std::unique_ptr<nb::object> owned(last);
        }) {}
  void operator()(std::string_view line) const {
    const nb::gil_scoped_acquire acquired;
    try {
      (*log_)(nb::str(line.data(), line.size()));
    } catch (nb::python_error& error) {
      error.discard_as_unraisable("jpegaware.Model: log");
    }
  }

 private:
  std::shared_ptr<nb::object> log_;  ///< released with the interpreter's lock, wherever it ends
};

Model load_model(const std::string& weights, const std::string& module_dir, int runtime, int map_size,
                 float presence_threshold, nb::object log) {
  jpegaware::saliency::ModelOptions options;
  options.weights_file = weights;
  options.module_dir = module_dir;
  options.runtime = static_cast<jpegaware::saliency::Runtime>(runtime);
  options.map_size = static_cast<jpegaware::saliency::MapSize>(map_size);
  options.presence_threshold = presence_threshold;
  if (!log.is_none()) {
    options.on_log = LogLines(std::move(log));
  }
  const nb::gil_scoped_release released;
  auto model = Model::load(options);
  const nb::gil_scoped_acquire acquired;
  return take(std::move(model));
}

/// (heatmap's classes, gaze, confidence, saliency), the network and the map without the lock.
nb::tuple see(const Model& model, const nb::object& picture, bool bgr, int heads) {
  const PicturePins pins(picture, bgr);
  const ImageView& view = pins.view();
  std::optional<jpegaware::Error> error;
  std::optional<Heatmap> heatmap;
  std::optional<SaliencyMap> saliency;
  {
    const nb::gil_scoped_release released;
    auto seen = model.heatmap(view);
    if (!seen) {
      error = std::move(seen).error();
    } else {
      heatmap = std::move(*seen);
      auto map = make_saliency_map(*heatmap, view, static_cast<Heads>(heads));
      if (!map) {
        error = std::move(map).error();
      } else {
        saliency = std::move(*map);
      }
    }
  }
  if (error) {
    raise(*error);
  }
  nb::list classes;
  for (const auto& found : heatmap->classes) {
    classes.append(nb::make_tuple(found.name, found.probability, array_of(found.activation)));
  }
  return nb::make_tuple(classes, array_of(heatmap->gaze), heatmap->confidence,
                        array_of(saliency->values(), saliency->grid()));
}

FloatArray fit_saliency(const Floats& picture, int width_px, int height_px) {
  const FloatGrid samples{static_cast<int>(picture.shape(1)), static_cast<int>(picture.shape(0)),
                          vector_of(picture)};
  const auto map = take(without_lock([&] {
    return jpegaware::saliency::saliency_map_from_picture(
        samples, BlockGrid::for_image(width_px, height_px));
  }));
  return array_of(map.values(), map.grid());
}

FloatArray map_quality(const Floats& saliency, int quality, std::optional<int> strength,
                       std::optional<int> background, std::optional<int> levels) {
  jpegaware::saliency::QualityMapping mapping;
  mapping.region_quality_1_100 = static_cast<float>(quality);
  if (strength) {
    mapping.strength_0_100 = static_cast<float>(*strength);
  }
  mapping.background_quality_1_100 = background;
  mapping.levels = levels.value_or(mapping.levels);
  const auto map = take(SaliencyMap::make(grid_of(saliency), vector_of(saliency)));
  const auto qualities =
      take(without_lock([&] { return jpegaware::saliency::map_quality(map, mapping); }));
  return array_of(qualities.quality_1_100(), map.grid());
}

}  // namespace

NB_MODULE(_core, module) {
  module.doc() = "The compiled half of jpegaware; use the package's own names.";
  nb::class_<PyEncoder>(module, "Encoder")
      .def(
          "__init__",
          [](PyEncoder* self, int quality, int subsampling, int chroma_quality_offset,
             const std::optional<Tables>& tables, bool progressive, int effort, int threads,
             std::int64_t max_pixels, std::int64_t max_memory_bytes, double time_limit_s, bool mark,
             std::pair<std::uint16_t, std::uint16_t> dpi, const nb::bytes& icc_profile,
             const nb::list& segments, nb::object progress, nb::object log) {
            jpegaware::EncodeOptions options;
            options.quality_1_100 = quality;
            options.subsampling = static_cast<jpegaware::ChromaSubsampling>(subsampling);
            options.chroma_quality_offset = chroma_quality_offset;
            options.scan_layout = progressive ? jpegaware::ScanLayout::kProgressive
                                              : jpegaware::ScanLayout::kSequentialBaseline;
            options.effort_1_9 = effort;
            options.threads = threads;
            options.max_pixels = max_pixels;
            options.max_memory_bytes = max_memory_bytes;
            options.time_limit_s = time_limit_s;
            options.mark = mark ? jpegaware::FileMark::kWrite : jpegaware::FileMark::kOmit;
            if (dpi.first != 0) {
              options.density = {jpegaware::PixelDensity::Unit::kPerInch, dpi.first, dpi.second};
            }
            new (self) PyEncoder(std::move(options), tables, icc_profile, segments,
                                 std::move(progress), std::move(log));
          },
          "quality"_a, "subsampling"_a, "chroma_quality_offset"_a, "tables"_a.none(),
          "progressive"_a, "effort"_a, "threads"_a, "max_pixels"_a, "max_memory_bytes"_a,
          "time_limit_s"_a, "mark"_a, "dpi"_a, "icc_profile"_a, "segments"_a, "progress"_a.none(),
          "log"_a.none())
      .def("encode", &PyEncoder::encode, "picture"_a, "bgr"_a, "qualities"_a = nb::none());
  nb::class_<Model>(module, "Model").def("see", &see, "picture"_a, "bgr"_a, "heads"_a);
  module.def("load_model", &load_model, "weights"_a, "module_dir"_a, "runtime"_a, "map_size"_a,
             "presence_threshold"_a, "log"_a = nb::none());
  module.def("has_embedded_weights", &jpegaware::saliency::has_embedded_weights);
  module.def("fit_saliency", &fit_saliency, "picture"_a, "width_px"_a, "height_px"_a);
  module.def("map_quality", &map_quality, "saliency"_a, "quality"_a, "strength"_a = nb::none(),
             "background"_a = nb::none(), "levels"_a = nb::none());
}
