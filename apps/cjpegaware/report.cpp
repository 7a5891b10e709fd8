// SPDX-License-Identifier: Apache-2.0
// Prints what was found, how long each stage took, and the bytes.
#include "report.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "libjpeg.h"
#include "stock_run.h"

namespace jpegaware::apps {
namespace {

void print_classes(const saliency::Heatmap& heatmap) {
  std::string line;
  for (const saliency::ClassMap& seen : heatmap.classes) {
    char probability[16];
    std::snprintf(probability, sizeof probability, " %.2f", static_cast<double>(seen.probability));
    line += (line.empty() ? "" : ", ") + seen.name + probability;
  }
  std::fprintf(stderr, "found: %s\n", line.empty() ? "no class for certain" : line.c_str());
}

void print_times(const StageClock& clock) {
  double total_s = 0;
  std::string line;
  for (const StageTime& stage : clock.stages()) {
    char time[32];
    std::snprintf(time, sizeof time, " %.1f", stage.cpu_s * 1e3);
    line += (line.empty() ? "" : ", ") + stage.name + time;
    total_s += stage.cpu_s;
  }
  std::fprintf(stderr, "CPU time in ms: %s; together %.1f\n", line.c_str(), total_s * 1e3);
}

void print_findings(const InputPicture& input, const QualityPlan& plan,
                    const EncodedPicture& encoded, const StageClock& clock) {
  const Picture& picture = input.picture;
  for (const std::string& note : picture.notes) {
    std::fprintf(stderr, "note: %s\n", note.c_str());
  }
  std::fprintf(stderr, "input: %s, %d x %d pixels, %s\n", name_of(picture.kind), picture.width_px,
               picture.height_px, picture.format == PixelFormat::kGray8 ? "grey" : "colour");
  if (plan.heatmap) {
    print_classes(*plan.heatmap);
  }
  std::fprintf(stderr, "quality: %.0f to %.0f\n",
               static_cast<double>(encoded.qualities.lowest_1_100()),
               static_cast<double>(encoded.qualities.highest_1_100()));
  print_times(clock);
  std::fprintf(stderr, "output: %zu bytes, %.3f bits a pixel\n", encoded.jpeg.size(),
               static_cast<double>(encoded.jpeg.size()) * 8 / picture.width_px / picture.height_px);
}

}  // namespace

int report(const char* program, const InputPicture& input, const QualityPlan& plan,
           const EncodedPicture& encoded, const StageClock& clock, const Request& request) {
  const std::string name = request.input.empty() ? "standard input" : request.input;
  for (const std::vector<std::string>* warnings : {&input.picture.warnings, &encoded.warnings}) {
    for (const std::string& warning : *warnings) {
      std::fprintf(stderr, "%s: %s: warning: %s\n", program, name.c_str(), warning.c_str());
    }
  }
  if (request.is_verbose) {
    print_findings(input, plan, encoded, clock);
  }
  return input.picture.warnings.empty() && encoded.warnings.empty() ? EXIT_SUCCESS : kExitWarnings;
}

void print_version() {
#define JPEGAWARE_QUOTE(text) #text
#define JPEGAWARE_QUOTE_VALUE(macro) JPEGAWARE_QUOTE(macro)
  std::fputs("cjpegaware version " JPEGAWARE_VERSION
             ", on libjpeg-turbo version " JPEGAWARE_QUOTE_VALUE(LIBJPEG_TURBO_VERSION) "\n",
             stderr);
}

}  // namespace jpegaware::apps
