// SPDX-License-Identifier: Apache-2.0
// Codes the levels of a JPEG file again with other scans, restarts or entropy coder.
#include "transcode.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "libjpeg.h"
#include "libjpeg_errors.h"
#include "stock_switches.h"

namespace jpegaware::apps {
namespace {

/// Both ends of the way, with what libjpeg writes to.
struct Coders {
  jpeg_decompress_struct from{};
  jpeg_compress_struct to{};
  LibjpegErrors errors{};
  unsigned char* memory = nullptr;
  unsigned long memory_bytes = 0;

  Coders() {
    prepare(errors);
    from.err = &errors.shared;
    to.err = &errors.shared;
  }
  ~Coders() {
    jpeg_destroy_compress(&to);
    jpeg_destroy_decompress(&from);
    std::free(memory);
  }
  Coders(const Coders&) = delete;
  Coders& operator=(const Coders&) = delete;
};

bool is_written_by_libjpeg(const jpeg_compress_struct& to, const jpeg_marker_struct& marker) {
  return (to.write_JFIF_header != FALSE && marker.marker == JPEG_APP0) ||
         (to.write_Adobe_marker != FALSE && marker.marker == JPEG_APP0 + 14);
}

void copy_segments(Coders& coders) {
  for (auto* marker = coders.from.marker_list; marker != nullptr; marker = marker->next) {
    if (!is_written_by_libjpeg(coders.to, *marker)) {
      jpeg_write_marker(&coders.to, marker->marker, marker->data, marker->data_length);
    }
  }
}

/// Left by longjmp: holds nothing with a destructor.
bool run(Coders& coders, std::span<const std::uint8_t> jpeg, const Transcoding& transcoding,
         std::span<const jpeg_scan_info> scans) {
  if (setjmp(coders.errors.jump) != 0) {
    return false;
  }
  jpeg_create_decompress(&coders.from);
  jpeg_create_compress(&coders.to);
  jpeg_mem_src(&coders.from, jpeg.data(), jpeg.size());
  constexpr unsigned kWhole = 0xFFFF;
  jpeg_save_markers(&coders.from, JPEG_COM, kWhole);
  for (int app = 0; app < 16; ++app) {
    jpeg_save_markers(&coders.from, JPEG_APP0 + app, kWhole);
  }
  jpeg_read_header(&coders.from, TRUE);
  jvirt_barray_ptr* levels = jpeg_read_coefficients(&coders.from);

  jpeg_copy_critical_parameters(&coders.from, &coders.to);
  set_coding(coders.to, transcoding.coding);
  use_scans(&coders.to, scans);
  if (transcoding.segments != nullptr) {
    set_density(coders.to, transcoding.segments->density);
  }
  jpeg_mem_dest(&coders.to, &coders.memory, &coders.memory_bytes);
  jpeg_write_coefficients(&coders.to, levels);
  if (transcoding.segments != nullptr) {
    write_segments(coders.to, *transcoding.segments);
  } else {
    copy_segments(coders);
  }
  jpeg_finish_compress(&coders.to);
  jpeg_finish_decompress(&coders.from);
  return true;
}

}  // namespace

Result<Bytes> transcode(std::span<const std::uint8_t> jpeg, const Transcoding& transcoding) {
  std::vector<jpeg_scan_info> scans;
  if (!transcoding.scan_file.empty()) {
    auto read = read_scan_script(transcoding.scan_file.c_str());
    if (!read) {
      return std::move(read).error();
    }
    scans = std::move(read).value();
  }
  Coders coders;
  if (!run(coders, jpeg, transcoding, scans)) {
    const std::string about = scans.empty() ? "" : transcoding.scan_file + ": ";
    return Error{ErrorCode::kBadInput, about + coders.errors.error};
  }
  return Bytes(coders.memory, coders.memory + coders.memory_bytes);
}

bool has_16_bit_tables(std::span<const std::uint8_t> jpeg) {
  constexpr std::uint8_t kTables = 0xDB;
  constexpr std::uint8_t kStartOfScan = 0xDA;
  for (std::size_t at = 2;
       at + 5 <= jpeg.size() && jpeg[at] == 0xFF && jpeg[at + 1] != kStartOfScan;
       at += 2U + jpeg[at + 2] * 256U + jpeg[at + 3]) {
    if (jpeg[at + 1] == kTables && (jpeg[at + 4] >> 4U) != 0) {
      return true;  // libjpeg writes each table in a segment of its own
    }
  }
  return false;
}

}  // namespace jpegaware::apps
