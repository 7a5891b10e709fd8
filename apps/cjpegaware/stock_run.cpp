// SPDX-License-Identifier: Apache-2.0
// Runs stock cjpeg's way: switches, picture and libjpeg-turbo's own encoder; a JPEG file out.
// libjpeg's errors end the process (jpeg_std_error's way), so nothing here needs setjmp.
#include "stock_run.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libjpeg.h"
#include "options.h"
#include "row_source.h"
#include "safe_output.h"
#include "stock_messages.h"
#include "stock_switches.h"

namespace jpegaware::apps {
namespace {

[[noreturn]] void end_with_usage(const char* program) {
  print_stock_usage(stderr, program);
  std::exit(EXIT_FAILURE);
}

[[noreturn]] void end_about(const char* program, const char* what, std::string_view file) {
  std::fprintf(stderr, "%s: %s %.*s\n", program, what, static_cast<int>(file.size()), file.data());
  std::exit(EXIT_FAILURE);
}

// ---- libjpeg's callbacks ----

void warnings_are_fatal(j_common_ptr cinfo, int level) {
  if (level < 0) {
    cinfo->err->error_exit(cinfo);
  } else if (cinfo->err->trace_level >= level) {
    cinfo->err->output_message(cinfo);
  }
}

void show_progress(j_common_ptr cinfo) {
  auto* monitor = reinterpret_cast<ProgressMonitor*>(cinfo->progress);
  const int percent =
      static_cast<int>(monitor->shared.pass_counter * 100L / monitor->shared.pass_limit);
  if (percent == monitor->last_percent) {
    return;
  }
  monitor->last_percent = percent;
  const int passes = monitor->shared.total_passes + monitor->extra_passes_total;
  if (passes > 1) {
    const int pass = monitor->shared.completed_passes + monitor->extra_passes_done + 1;
    std::fprintf(stderr, "\rPass %d/%d: %3d%% ", pass, passes, percent);
  } else {
    std::fprintf(stderr, "\r %3d%% ", percent);
  }
  std::fflush(stderr);
}

// ---- files ----

std::FILE* open_input(const char* program, std::span<const std::string_view> operands) {
  if (operands.empty()) {
    return stdin;
  }
  std::FILE* input = std::fopen(operands[0].data(), "rb");
  if (input == nullptr) {
    end_about(program, "can't open", operands[0]);
  }
  return input;
}

SafeOutput open_output(const char* program, const StockSettings& settings) {
  auto output = SafeOutput::open(std::string(settings.out_file));
  if (!output) {
    end_about(program, "can't open", settings.out_file);
  }
  return std::move(output).value();
}

std::vector<unsigned char> read_profile(const char* program, std::string_view file_name) {
  std::FILE* file = std::fopen(file_name.data(), "rb");
  if (file == nullptr) {
    end_about(program, "can't open", file_name);
  }
  long size = -1;
  if (std::fseek(file, 0, SEEK_END) == 0) {
    size = std::ftell(file);
  }
  if (size < 1 || std::fseek(file, 0, SEEK_SET) != 0) {
    end_about(program, "can't determine size of", file_name);
  }
  std::vector<unsigned char> profile;
  try {
    profile.resize(static_cast<std::size_t>(size));  // a folder says that it is as large as can be
  } catch (const std::exception&) {
    std::fprintf(stderr, "%s: can't allocate memory for ICC profile\n", program);
    std::exit(EXIT_FAILURE);
  }
  if (std::fread(profile.data(), profile.size(), 1, file) != 1) {
    end_about(program, "can't read ICC profile from", file_name);
  }
  std::fclose(file);
  return profile;
}

// ---- the run ----

/// The encoder, its managers and what they write into memory; destroyed with everything in it.
struct Compressor {
  jpeg_compress_struct cinfo{};
  jpeg_error_mgr errors{};
  ProgressMonitor progress{};
  unsigned char* memory = nullptr;
  unsigned long memory_bytes = 0;

  Compressor() {
    cinfo.err = jpeg_std_error(&errors);
    jpeg_create_compress(&cinfo);
    install_stock_messages(errors);
    cinfo.in_color_space = JCS_RGB;  // until the picture's is known
    jpeg_set_defaults(&cinfo);
  }
  ~Compressor() {
    jpeg_destroy_compress(&cinfo);
    std::free(memory);
  }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
};

void write_picture(Compressor& to, RowSource& source, const std::vector<unsigned char>& profile) {
  jpeg_start_compress(&to.cinfo, TRUE);
  if (!profile.empty()) {
    jpeg_write_icc_profile(&to.cinfo, profile.data(), static_cast<unsigned>(profile.size()));
  }
  while (to.cinfo.next_scanline < to.cinfo.image_height) {
    jpeg_write_scanlines(&to.cinfo, source.next_row(), 1);
  }
  jpeg_finish_compress(&to.cinfo);
}

}  // namespace

int run_stock(const char* program, std::span<const std::string_view> words) {
  const CommandLine line = parse_command_line(words, stock_options());
  Compressor to;
  StockSettings settings;
  if (!apply_stock_switches(&to.cinfo, line.switches, settings) || !line.unknown.empty() ||
      !line.lacks_value.empty()) {
    end_with_usage(program);
  }
  if (settings.is_strict) {
    to.errors.emit_message = warnings_are_fatal;
  }
  if (line.operands.size() > 1) {
    std::fprintf(stderr, "%s: only one input file\n", program);
    end_with_usage(program);
  }
  std::FILE* input = open_input(program, line.operands);
  std::optional<SafeOutput> output;
  if (!settings.to_memory || !settings.out_file.empty()) {
    output.emplace(open_output(program, settings));
  }
  std::vector<unsigned char> profile;
  if (!settings.icc_file.empty()) {
    profile = read_profile(program, settings.icc_file);
  }
  // Trace output and a progress line would run into each other: cjpeg shows only one.
  const bool shows_progress = settings.reports && to.errors.trace_level == 0;
  if (shows_progress) {
    to.progress.shared.progress_monitor = show_progress;
    to.progress.last_percent = -1;
    to.cinfo.progress = &to.progress.shared;
  }

  RowSource* source = make_row_source(&to.cinfo, input, settings.is_targa);
  source->start();
  jpeg_default_colorspace(&to.cinfo);
  if (!apply_stock_switches(&to.cinfo, line.switches, settings) ||
      !apply_stock_tables(&to.cinfo, line.switches)) {
    end_with_usage(program);
  }
  if (settings.to_memory) {
    jpeg_mem_dest(&to.cinfo, &to.memory, &to.memory_bytes);
  } else {
    jpeg_stdio_dest(&to.cinfo, output->stream());
  }
  write_picture(to, *source, profile);

  if (shows_progress) {
    std::fputs("\r                \r", stderr);
  }
  if (settings.to_memory) {
    std::fprintf(stderr, "Compressed size:  %lu bytes\n", to.memory_bytes);
  }
  if (output) {
    if (auto committed = output->commit(); !committed) {
      end_about(program, committed.error().message.c_str(), "");
    }
  }
  return to.errors.num_warnings != 0 ? kExitWarnings : EXIT_SUCCESS;
}

}  // namespace jpegaware::apps
