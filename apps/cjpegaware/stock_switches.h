// SPDX-License-Identifier: Apache-2.0
// Stage: switches -> libjpeg's compression parameters, by stock cjpeg's rules.
#pragma once

#include <array>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "command_line.h"
#include "jpegaware/result.h"
#include "libjpeg.h"

namespace jpegaware::apps {

/// What the switches say besides libjpeg's own parameters. File names stay views into argv.
struct StockSettings {
  std::string_view icc_file;
  std::string_view out_file;
  bool is_targa = false;
  bool to_memory = false;
  bool reports = false;
  bool is_strict = false;
};

/// Applies each switch in order, as cjpeg does before it opens a file. False: a value is not what
/// the switch takes, and usage is due. `-version` ends the program; the first `-verbose` prints
/// the banner once in a process.
[[nodiscard]] bool apply_stock_switches(j_compress_ptr cinfo, std::span<const Switch> switches,
                                        StockSettings& settings);

/// Applies what needs to know the picture's colours: qualities, tables, slots, sampling, scans.
/// To be called after apply_stock_switches() and jpeg_default_colorspace(). False: as above, a
/// sentence about the file or value having been printed where cjpeg prints one.
[[nodiscard]] bool apply_stock_tables(j_compress_ptr cinfo, std::span<const Switch> switches);

/// Reads quantization tables, at most four, cjpeg's wizard documentation's format: steps row by
/// row, not yet scaled. bad_input with cjpeg's sentence.
[[nodiscard]] Result<std::vector<std::array<unsigned, DCTSIZE2>>> read_table_file(
    const char* file_name);

/// Reads a scan script, cjpeg's wizard documentation's format. bad_input with cjpeg's sentence.
[[nodiscard]] Result<std::vector<jpeg_scan_info>> read_scan_script(const char* file_name);

/// Gives libjpeg a copy of the scans, in its own pool; none leave it as it is.
void use_scans(j_compress_ptr cinfo, std::span<const jpeg_scan_info> scans);

}  // namespace jpegaware::apps
