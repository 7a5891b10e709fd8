// SPDX-License-Identifier: Apache-2.0
// Turns cjpeg's switches and its two kinds of text file into libjpeg's parameters.
#include "stock_switches.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string>

#include "options.h"
#include "stock_messages.h"

namespace jpegaware::apps {
namespace {

constexpr int kTables = NUM_QUANT_TBLS;
constexpr std::size_t kMostScans = 100;
using Percentages = std::array<int, kTables>;

// T.81 Annex K.1, tables K.1 and K.2, row by row.
constexpr std::array<unsigned, DCTSIZE2> kAnnexKLuma{
    16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,
    14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,
    18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};
constexpr std::array<unsigned, DCTSIZE2> kAnnexKChroma{
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99,
    99, 99, 47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};

/// The value of the last such switch, as a C string into argv; null where there is none.
const char* last_value(std::span<const Switch> switches, SwitchId id) {
  const auto found = std::find_if(switches.rbegin(), switches.rend(),
                                  [id](const Switch& given) { return id_of(*given.option) == id; });
  return found == switches.rend() ? nullptr : found->value.data();
}

bool has(std::span<const Switch> switches, SwitchId id) {
  return last_value(switches, id) != nullptr ||
         std::any_of(switches.begin(), switches.end(),
                     [id](const Switch& given) { return id_of(*given.option) == id; });
}

// ---- switches with a value of their own ----

bool set_dct(j_compress_ptr cinfo, std::string_view word) {
  if (matches(word, "int", 1)) {
    cinfo->dct_method = JDCT_ISLOW;
  } else if (matches(word, "fast", 2)) {
    cinfo->dct_method = JDCT_IFAST;
  } else if (matches(word, "float", 2)) {
    cinfo->dct_method = JDCT_FLOAT;
  } else {
    return false;
  }
  return true;
}

bool set_max_memory(j_compress_ptr cinfo, const char* text) {
  long thousands = 0;
  char unit = 'x';
  if (std::sscanf(text, "%ld%c", &thousands, &unit) < 1) {
    return false;
  }
  if (unit == 'm' || unit == 'M') {
    thousands *= 1000L;
  }
  cinfo->mem->max_memory_to_use = thousands * 1000L;
  return true;
}

bool set_restart(j_compress_ptr cinfo, const char* text) {
  long count = 0;
  char unit = 'x';
  if (std::sscanf(text, "%ld%c", &count, &unit) < 1 || count < 0 || count > 65535L) {
    return false;
  }
  const bool in_blocks = unit == 'b' || unit == 'B';
  if (in_blocks) {
    cinfo->restart_interval = static_cast<unsigned>(count);
  }
  cinfo->restart_in_rows = in_blocks ? 0 : static_cast<int>(count);
  return true;
}

bool set_smoothing(j_compress_ptr cinfo, const char* text) {
  int strength = 0;
  if (std::sscanf(text, "%d", &strength) != 1 || strength < 0 || strength > 100) {
    return false;
  }
  cinfo->smoothing_factor = strength;
  return true;
}

void be_verbose(j_compress_ptr cinfo) {
  static bool is_introduced = false;
  if (!is_introduced) {
    print_stock_banner(stderr, *cinfo->err);
    is_introduced = true;
  }
  ++cinfo->err->trace_level;
}

bool apply(j_compress_ptr cinfo, const Switch& given, StockSettings& settings) {
  switch (id_of(*given.option)) {
    case SwitchId::kArithmetic:
      cinfo->arith_code = TRUE;
      return true;
    case SwitchId::kDct:
      return set_dct(cinfo, given.value);
    case SwitchId::kVerbose:
      be_verbose(cinfo);
      return true;
    case SwitchId::kVersion:
      print_stock_version(stderr);
      std::exit(EXIT_SUCCESS);
    case SwitchId::kGrayscale:
      jpeg_set_colorspace(cinfo, JCS_GRAYSCALE);
      return true;
    case SwitchId::kRgb:
      jpeg_set_colorspace(cinfo, JCS_RGB);
      return true;
    case SwitchId::kIcc:
      settings.icc_file = given.value;
      return true;
    case SwitchId::kMaxMemory:
      return set_max_memory(cinfo, given.value.data());
    case SwitchId::kOptimize:
      cinfo->optimize_coding = TRUE;
      return true;
    case SwitchId::kOutfile:
      settings.out_file = given.value;
      return true;
    case SwitchId::kMemDst:
      settings.to_memory = true;
      return true;
    case SwitchId::kReport:
      settings.reports = true;
      return true;
    case SwitchId::kRestart:
      return set_restart(cinfo, given.value.data());
    case SwitchId::kSmooth:
      return set_smoothing(cinfo, given.value.data());
    case SwitchId::kStrict:
      settings.is_strict = true;
      return true;
    case SwitchId::kTarga:
      settings.is_targa = true;
      return true;
    default:
      return true;  // apply_stock_tables()'s, or this program's own
  }
}

// ---- comma lists ----

/// Reads up to `count` whole numbers separated by commas; a shorter list repeats its last one.
/// An empty text gives `start` everywhere.
template <std::size_t count>
std::optional<std::array<int, count>> read_list(const char* text, int start) {
  std::array<int, count> values{};
  int value = start;
  for (int& target : values) {
    if (*text != '\0') {
      char separator = ',';
      if (std::sscanf(text, "%d%c", &value, &separator) < 1 || separator != ',') {
        return std::nullopt;
      }
      text += std::strcspn(text, ",");
      text += *text == ',' ? 1 : 0;
    }
    target = value;
  }
  return values;
}

bool set_qualities(j_compress_ptr cinfo, const char* text, bool is_baseline, Percentages& scales) {
  const auto qualities = read_list<kTables>(text, 75);
  if (!qualities) {
    return false;
  }
  std::transform(qualities->begin(), qualities->end(), scales.begin(), jpeg_quality_scaling);
  const boolean force = is_baseline ? TRUE : FALSE;
  jpeg_add_quant_table(cinfo, 0, kAnnexKLuma.data(), scales[0], force);
  jpeg_add_quant_table(cinfo, 1, kAnnexKChroma.data(), scales[1], force);
  return true;
}

bool set_slots(j_compress_ptr cinfo, const char* text) {
  int slot = 0;
  for (int component = 0; component < MAX_COMPONENTS; ++component) {
    if (*text != '\0') {
      char separator = ',';
      if (std::sscanf(text, "%d%c", &slot, &separator) < 1 || separator != ',') {
        return false;
      }
      if (slot < 0 || slot >= kTables) {
        std::fprintf(stderr, "JPEG quantization tables are numbered 0..%d\n", kTables - 1);
        return false;
      }
      text += std::strcspn(text, ",");
      text += *text == ',' ? 1 : 0;
    }
    cinfo->comp_info[component].quant_tbl_no = slot;
  }
  return true;
}

bool set_sampling(j_compress_ptr cinfo, const char* text) {
  for (int component = 0; component < MAX_COMPONENTS; ++component) {
    int across = 1;
    int down = 1;
    if (*text != '\0') {
      char by = 'x';
      char separator = ',';
      if (std::sscanf(text, "%d%c%d%c", &across, &by, &down, &separator) < 3 ||
          (by != 'x' && by != 'X') || separator != ',') {
        return false;
      }
      if (across < 1 || across > 4 || down < 1 || down > 4) {
        std::fputs("JPEG sampling factors must be 1..4\n", stderr);
        return false;
      }
      text += std::strcspn(text, ",");
      text += *text == ',' ? 1 : 0;
    }
    cinfo->comp_info[component].h_samp_factor = across;
    cinfo->comp_info[component].v_samp_factor = down;
  }
  return true;
}

// ---- text files ----

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

int next_character(std::FILE* file) {
  int c = std::getc(file);
  if (c == '#') {
    do {
      c = std::getc(file);
    } while (c != '\n' && c != EOF);
  }
  return c;
}

/// A whole number after white space, and the character behind it (or the one in its place).
struct Number {
  bool is_number;
  long value;
  int after;
};

Number read_number(std::FILE* file) {
  int c = next_character(file);
  while (c != EOF && std::isspace(c) != 0) {
    c = next_character(file);
  }
  if (c == EOF || std::isdigit(c) == 0) {
    return {false, 0, c};
  }
  // Unsigned, so that a number too long wraps around instead of being undefined.
  unsigned long value = 0;
  for (; c != EOF && std::isdigit(c) != 0; c = next_character(file)) {
    value = value * 10UL + static_cast<unsigned long>(c - '0');
  }
  return {true, static_cast<long>(value), c};
}

/// As above, within a scan script: what follows is ';', ':', EOF, or a blank for all the rest.
Number read_scan_number(std::FILE* file) {
  Number number = read_number(file);
  if (!number.is_number) {
    return number;
  }
  int c = number.after;
  while (c != EOF && std::isspace(c) != 0) {
    c = next_character(file);
  }
  if (c != EOF && std::isdigit(c) != 0) {
    if (std::ungetc(c, file) == EOF) {
      return {false, 0, c};
    }
    c = ' ';
  } else if (c != EOF && c != ';' && c != ':') {
    c = ' ';
  }
  number.after = c;
  return number;
}

bool set_tables(j_compress_ptr cinfo, const char* file_name, const Percentages& scales,
                bool is_baseline) {
  const auto tables = read_table_file(file_name);
  if (!tables) {
    std::fprintf(stderr, "%s\n", tables.error().message.c_str());
    return false;
  }
  for (std::size_t slot = 0; slot < tables->size(); ++slot) {
    jpeg_add_quant_table(cinfo, static_cast<int>(slot), (*tables)[slot].data(), scales[slot],
                         is_baseline ? TRUE : FALSE);
  }
  return true;
}

enum class ScanFault { kNone, kForm, kTooManyComponents };

/// One scan, its first number having been read; leaves the last number read in `number`.
ScanFault read_scan(std::FILE* file, Number& number, jpeg_scan_info& scan) {
  scan = {};
  scan.component_index[scan.comps_in_scan++] = static_cast<int>(number.value);
  while (number.after == ' ') {
    if (scan.comps_in_scan >= MAX_COMPS_IN_SCAN) {
      return ScanFault::kTooManyComponents;
    }
    number = read_scan_number(file);
    if (!number.is_number) {
      return ScanFault::kForm;
    }
    scan.component_index[scan.comps_in_scan++] = static_cast<int>(number.value);
  }
  scan.Se = DCTSIZE2 - 1;
  if (number.after == ':') {
    int* const parameters[] = {&scan.Ss, &scan.Se, &scan.Ah, &scan.Al};
    for (int* parameter : parameters) {
      const bool is_last = parameter == &scan.Al;
      number = read_scan_number(file);
      if (!number.is_number || (!is_last && number.after != ' ')) {
        return ScanFault::kForm;
      }
      *parameter = static_cast<int>(number.value);
    }
  }
  return number.after == ';' || number.after == EOF ? ScanFault::kNone : ScanFault::kForm;
}

bool set_scans(j_compress_ptr cinfo, const char* file_name) {
  const auto scans = read_scan_script(file_name);
  if (!scans) {
    std::fprintf(stderr, "%s\n", scans.error().message.c_str());
    return false;
  }
  use_scans(cinfo, *scans);
  return true;
}

}  // namespace

Result<std::vector<std::array<unsigned, DCTSIZE2>>> read_table_file(const char* file_name) {
  const auto damaged = [file_name](const char* what) {
    return Error{ErrorCode::kBadInput, std::string(what) + " " + file_name};
  };
  const File file(std::fopen(file_name, "r"));
  if (!file) {
    return damaged("Can't open table file");
  }
  std::vector<std::array<unsigned, DCTSIZE2>> tables;
  Number number = read_number(file.get());
  for (; number.is_number; number = read_number(file.get())) {
    if (tables.size() >= kTables) {
      return damaged("Too many tables in file");
    }
    for (unsigned& step : tables.emplace_back()) {
      if (&step != tables.back().data()) {
        number = read_number(file.get());
      }
      if (!number.is_number) {
        return damaged("Invalid table data in file");
      }
      step = static_cast<unsigned>(number.value);
    }
  }
  if (number.after != EOF) {
    return damaged("Non-numeric data in file");
  }
  return tables;
}

Result<std::vector<jpeg_scan_info>> read_scan_script(const char* file_name) {
  const auto damaged = [file_name](const char* what) {
    return Error{ErrorCode::kBadInput, std::string(what) + " " + file_name};
  };
  const File file(std::fopen(file_name, "r"));
  if (!file) {
    return damaged("Can't open scan definition file");
  }
  std::vector<jpeg_scan_info> scans;
  Number number = read_scan_number(file.get());
  for (; number.is_number; number = read_scan_number(file.get())) {
    if (scans.size() >= kMostScans) {
      return damaged("Too many scans defined in file");
    }
    switch (read_scan(file.get(), number, scans.emplace_back())) {
      case ScanFault::kForm:
        return damaged("Invalid scan entry format in file");
      case ScanFault::kTooManyComponents:
        return damaged("Too many components in one scan in file");
      case ScanFault::kNone:
        break;
    }
  }
  if (number.after != EOF) {
    return damaged("Non-numeric data in file");
  }
  return scans;
}

void use_scans(j_compress_ptr cinfo, std::span<const jpeg_scan_info> scans) {
  if (scans.empty()) {
    return;
  }
  void* kept = cinfo->mem->alloc_small(reinterpret_cast<j_common_ptr>(cinfo), JPOOL_IMAGE,
                                       scans.size_bytes());
  std::memcpy(kept, scans.data(), scans.size_bytes());
  cinfo->scan_info = static_cast<jpeg_scan_info*>(kept);
  cinfo->num_scans = static_cast<int>(scans.size());
}

bool apply_stock_switches(j_compress_ptr cinfo, std::span<const Switch> switches,
                          StockSettings& settings) {
  settings = {};
  cinfo->err->trace_level = 0;
  return std::all_of(switches.begin(), switches.end(),
                     [&](const Switch& given) { return apply(cinfo, given, settings); });
}

bool apply_stock_tables(j_compress_ptr cinfo, std::span<const Switch> switches) {
  Percentages scales;
  scales.fill(100);
  const bool is_baseline = has(switches, SwitchId::kBaseline);
  const char* text = last_value(switches, SwitchId::kQuality);
  if (text != nullptr && !set_qualities(cinfo, text, is_baseline, scales)) {
    return false;
  }
  text = last_value(switches, SwitchId::kQtables);
  if (text != nullptr && !set_tables(cinfo, text, scales, is_baseline)) {
    return false;
  }
  text = last_value(switches, SwitchId::kQslots);
  if (text != nullptr && !set_slots(cinfo, text)) {
    return false;
  }
  text = last_value(switches, SwitchId::kSample);
  if (text != nullptr && !set_sampling(cinfo, text)) {
    return false;
  }
  if (has(switches, SwitchId::kProgressive)) {
    jpeg_simple_progression(cinfo);
  }
  text = last_value(switches, SwitchId::kScans);
  return text == nullptr || set_scans(cinfo, text);
}

}  // namespace jpegaware::apps
