// SPDX-License-Identifier: Apache-2.0
// Lets libjpeg-turbo code a picture as cjpeg's switches say.
#include "plain_jpeg.h"

#include <algorithm>
#include <csetjmp>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libjpeg_errors.h"
#include "options.h"
#include "stock_switches.h"

namespace jpegaware::apps {
namespace {

/// The compressor with what it writes into memory; destroyed with everything in it.
struct Compressor {
  jpeg_compress_struct cinfo{};
  LibjpegErrors errors{};
  unsigned char* memory = nullptr;
  unsigned long memory_bytes = 0;

  Compressor() {
    prepare(errors);
    cinfo.err = &errors.shared;
  }
  ~Compressor() {
    jpeg_destroy_compress(&cinfo);
    std::free(memory);
  }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
};

// The functions that call setjmp hold nothing with a destructor.

bool set_up(Compressor& to, bool is_gray, std::span<const Switch> switches) {
  if (setjmp(to.errors.jump) != 0) {
    return false;
  }
  jpeg_create_compress(&to.cinfo);
  to.cinfo.input_components = is_gray ? 1 : 3;
  to.cinfo.in_color_space = is_gray ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&to.cinfo);
  StockSettings settings;
  return apply_stock_switches(&to.cinfo, switches, settings) &&
         apply_stock_tables(&to.cinfo, switches);
}

bool code(Compressor& to, const ImageView& view, PlainScans scans, bool is_progressive,
          const OutputSegments& segments) {
  if (setjmp(to.errors.jump) != 0) {
    return false;
  }
  to.cinfo.image_width = static_cast<JDIMENSION>(view.width_px);
  to.cinfo.image_height = static_cast<JDIMENSION>(view.height_px);
  to.cinfo.optimize_coding = to.cinfo.arith_code != FALSE ? FALSE : TRUE;
  set_density(to.cinfo, segments.density);
  if (is_progressive) {
    jpeg_simple_progression(&to.cinfo);
  }
  for (JQUANT_TBL* table : to.cinfo.quant_tbl_ptrs) {
    for (int i = 0; scans == PlainScans::kOneBaseline && table != nullptr && i < DCTSIZE2; ++i) {
      table->quantval[i] = std::min<UINT16>(table->quantval[i], 255);
    }
  }
  jpeg_mem_dest(&to.cinfo, &to.memory, &to.memory_bytes);
  jpeg_start_compress(&to.cinfo, TRUE);
  write_segments(to.cinfo, segments);
  for (int y = 0; y < view.height_px; ++y) {
    auto* row = const_cast<JSAMPROW>(view.row(y));  // NOLINT: libjpeg's missing const
    jpeg_write_scanlines(&to.cinfo, &row, 1);
  }
  jpeg_finish_compress(&to.cinfo);
  return true;
}

Error refusal(const Compressor& to) {
  return {ErrorCode::kUnsupported,
          std::string("libjpeg-turbo cannot do what the switches say: ") + to.errors.error};
}

Result<Bytes> coded(const Picture& picture, std::span<const Switch> switches, PlainScans scans,
                    bool is_progressive, const OutputSegments& segments) {
  Compressor to;
  const bool is_gray = picture.format == PixelFormat::kGray8;
  if (!set_up(to, is_gray, switches) ||
      !code(to, picture.view(), scans, is_progressive, segments)) {
    return refusal(to);
  }
  return Bytes(to.memory, to.memory + to.memory_bytes);
}

/// The switches that say how a picture is coded; what else they say is done elsewhere.
std::vector<Switch> about_coding(std::span<const Switch> switches) {
  std::vector<Switch> kept;
  std::copy_if(switches.begin(), switches.end(), std::back_inserter(kept), [](const Switch& given) {
    switch (id_of(*given.option)) {
      case SwitchId::kArithmetic:
      case SwitchId::kBaseline:
      case SwitchId::kDct:
      case SwitchId::kProgressive:
      case SwitchId::kQslots:
      case SwitchId::kQtables:
      case SwitchId::kQuality:
      case SwitchId::kRestart:
      case SwitchId::kRgb:
      case SwitchId::kScans:
        return true;
      case SwitchId::kSample:
        return given.value.find_first_of("aA") == std::string_view::npos;  // auto is ours
      default:
        return false;
    }
  });
  return kept;
}

bool has(std::span<const Switch> switches, SwitchId id) {
  return std::any_of(switches.begin(), switches.end(),
                     [id](const Switch& given) { return id_of(*given.option) == id; });
}

/// What -stock would print about a file of tables or scans, as a value.
Result<void> check_files(std::span<const Switch> switches) {
  for (const Switch& given : switches) {
    if (id_of(*given.option) == SwitchId::kQtables) {
      if (auto tables = read_table_file(given.value.data()); !tables) {
        return std::move(tables).error();
      }
    } else if (id_of(*given.option) == SwitchId::kScans) {
      if (auto scans = read_scan_script(given.value.data()); !scans) {
        return std::move(scans).error();
      }
    }
  }
  return {};
}

}  // namespace

Result<std::array<QuantizationSteps, 3>> stock_tables(std::span<const Switch> switches) {
  std::vector<Switch> kept;
  std::copy_if(switches.begin(), switches.end(), std::back_inserter(kept), [](const Switch& given) {
    const SwitchId id = id_of(*given.option);
    return id == SwitchId::kQuality || id == SwitchId::kQtables || id == SwitchId::kQslots ||
           id == SwitchId::kBaseline;
  });
  if (auto checked = check_files(kept); !checked) {
    return std::move(checked).error();
  }
  Compressor to;
  if (!set_up(to, false, kept)) {
    return refusal(to);
  }
  std::array<QuantizationSteps, 3> tables{};
  for (std::size_t c = 0; c < tables.size(); ++c) {
    const int slot = to.cinfo.comp_info[c].quant_tbl_no;
    const JQUANT_TBL* table = to.cinfo.quant_tbl_ptrs[slot];
    if (table == nullptr) {
      return Error{ErrorCode::kInvalidArgument,
                   "-qslots: there is no table " + std::to_string(slot)};
    }
    std::copy(std::begin(table->quantval), std::end(table->quantval), tables[c].begin());
  }
  return tables;
}

Result<Bytes> encode_plain(const Picture& picture, std::span<const Switch> switches,
                           PlainScans scans, const OutputSegments& segments) {
  const std::vector<Switch> kept = about_coding(switches);
  if (auto checked = check_files(kept); !checked) {
    return std::move(checked).error();
  }
  auto as_said = coded(picture, kept, scans, false, segments);
  const bool may_progress = scans == PlainScans::kSmallest && !has(kept, SwitchId::kScans) &&
                            !has(kept, SwitchId::kProgressive);
  if (!as_said || !may_progress) {
    return as_said;
  }
  auto progressive = coded(picture, kept, scans, true, segments);
  return progressive && progressive->size() < as_said->size() ? std::move(progressive)
                                                              : std::move(as_said);
}

}  // namespace jpegaware::apps
