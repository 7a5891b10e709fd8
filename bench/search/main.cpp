// SPDX-License-Identifier: Apache-2.0
// Program jpegaware-search: photos in, the quantizer's parameters out. See bench/search/README.md.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <string>

#include "judged_crop.h"
#include "parameter_list.h"
#include "response_surface.h"
#include "under_map.h"

namespace {

using namespace jpegaware::search;
using jpegaware::Error;
using jpegaware::ErrorCode;
using jpegaware::Result;
using jpegaware::detail::PerceptualParameters;

/// "-name value" pairs with their defaults.
using Options = std::map<std::string, std::string>;

Options default_options() {
  return {{"photos", ""},        {"parameters", ""},
          {"only", ""},          {"qualities", "42,64,82,95"},
          {"out", "search.txt"}, {"side", "384"},
          {"crops", "1"},        {"seed", "1"},
          {"effort", "5"},       {"minutes", "60"},
          {"probes", "100"},     {"subset", "8"},
          {"radius", "2"},       {"ssimulacra2", "1"},
          {"butteraugli3", "1"}, {"ms_ssim", "1.5"},
          {"psnr_y", "0.05"},    {"psnr_limit", "-13.5"},
          {"qmap", ""},          {"flat", ""}};
}

double number(const Options& options, const std::string& name) {
  return std::atof(options.at(name).c_str());
}

std::vector<int> numbers(const std::string& list) {
  std::istringstream words(list);
  std::vector<int> values;
  for (std::string word; std::getline(words, word, ',');) {
    values.push_back(std::atoi(word.c_str()));
  }
  return values;
}

/// What the search makes small: a weighted sum of BD-rates, and a wall that PSNR must not pass.
double cost(const Scores& rates, const Options& options) {
  double sum = 2.0 * std::max(0.0, rates[3] - number(options, "psnr_limit"));
  for (std::size_t m = 0; m < kMetrics; ++m) {
    sum += number(options, kMetricNames[m]) * rates[m];
  }
  return sum;
}

/// All crops; every second one by Butteraugli as well, which is most of the cost.
std::vector<Scores> judge_all(const std::vector<JudgedCrop>& crops,
                              const PerceptualParameters& parameters, const Trial& trial) {
  std::vector<Scores> all;
  for (std::size_t i = 0; i < crops.size(); ++i) {
    Trial one = trial;
    one.butteraugli = i % 2 == 0;
    all.push_back(crops[i].bd_rates(parameters, one));
  }
  return all;
}

/// Means over crops; a crop whose curves do not overlap in a metric counts in the others only.
Scores mean_of(const std::vector<Scores>& all) {
  Scores mean{};
  for (std::size_t m = 0; m < kMetrics; ++m) {
    int count = 0;
    for (const Scores& one : all) {
      if (std::isfinite(one[m])) {
        mean[m] += one[m];
        ++count;
      }
    }
    mean[m] /= std::max(count, 1);
  }
  return mean;
}

void print_scores(const char* what, const Scores& scores, double value) {
  std::printf("%-10s", what);
  for (std::size_t m = 0; m < kMetrics; ++m) {
    std::printf("  %s %+.2f", kMetricNames[m], scores[m]);
  }
  std::printf("  cost %+.3f\n", value);
  std::fflush(stdout);
}

/// The parameters that a run moves: those whose names contain one of `-only`'s words (separated by
/// commas), or all.
std::vector<bool> free_parameters(const std::string& only) {
  std::vector<bool> free;
  for (const ParameterInfo& info : parameter_list()) {
    std::istringstream words(only);
    std::string word;
    bool named = only.empty();
    while (std::getline(words, word, ',')) {
      named = named || info.name.find(word) != std::string::npos;
    }
    free.push_back(named);
  }
  return free;
}

std::vector<double> random_offset(const std::vector<bool>& free, std::mt19937& random) {
  std::normal_distribution<double> normal(0.0, 1.5);
  std::vector<double> offset(parameter_list().size(), 0.0);
  for (std::size_t i = 0; i < offset.size(); ++i) {
    offset[i] = free[i] && random() % 2 == 0 ? normal(random) : 0.0;
  }
  return offset;
}

/// One probe in this many is judged by Butteraugli, which costs as much as four of
/// all else.
constexpr std::size_t kButteraugliShare = 8;

/// How a random subset of the crops answers to a random move.
Probe probe(const std::vector<JudgedCrop>& crops, const std::vector<Scores>& base,
            const PerceptualParameters& center, const Trial& trial, const Options& options,
            std::mt19937& random) {
  Probe result{random_offset(free_parameters(options.at("only")), random), {}};
  const auto subset = static_cast<std::size_t>(number(options, "subset"));
  const PerceptualParameters there = moved(center, result.offset);
  std::vector<Scores> changes;
  for (std::size_t i = 0; i < subset; ++i) {
    std::size_t crop = random() % crops.size();
    if (i % kButteraugliShare == 0) {
      crop -= crop % 2;  // the center's Butteraugli is known for even ones
    }
    Trial cheaper = trial;
    cheaper.butteraugli = i % kButteraugliShare == 0;
    Scores change = crops[crop].bd_rates(there, cheaper);
    for (std::size_t m = 0; m < kMetrics; ++m) {
      change[m] -= base[crop][m];
    }
    changes.push_back(change);
  }
  result.change = mean_of(changes);
  return result;
}

void print_effects(const ResponseSurface& surface, const std::vector<bool>& free) {
  std::printf("effect of +1 and -1 unit (10 %% where positive):\n");
  for (std::size_t i = 0; i < parameter_list().size(); ++i) {
    if (!free[i]) {
      continue;
    }
    std::vector<double> offset(parameter_list().size(), 0.0);
    offset[i] = 1.0;
    const Scores up = surface.at(offset);
    offset[i] = -1.0;
    const Scores down = surface.at(offset);
    std::printf("  %-16s", parameter_list()[i].name.c_str());
    for (std::size_t m = 0; m < kMetrics; ++m) {
      std::printf("  %+.2f/%+.2f", up[m], down[m]);
    }
    std::printf("\n");
  }
}

struct Place {
  PerceptualParameters parameters;
  std::vector<Scores> rates;
  double value;
};

Place judge_place(const std::vector<JudgedCrop>& crops, const PerceptualParameters& parameters,
                  const Trial& trial, const Options& options) {
  Place place{parameters, judge_all(crops, parameters, trial), 0.0};
  place.value = cost(mean_of(place.rates), options);
  return place;
}

/// The same probe seen from a place that lies `offset` away and differs by `change`.
Probe seen_from(Probe probe, const std::vector<double>& offset, const Scores& change) {
  for (std::size_t i = 0; i < offset.size(); ++i) {
    probe.offset[i] -= offset[i];
  }
  for (std::size_t m = 0; m < kMetrics; ++m) {
    probe.change[m] -= change[m];
  }
  return probe;
}

/// One round: probes around the center, a surface fitted to them and to those of earlier rounds,
/// and the better of two moves along it.
/// @param probes all so far, as seen from the center; kept so when the center moves
/// @return false if no move was better
bool improve(const std::vector<JudgedCrop>& crops, Place& center, std::vector<Probe>& probes,
             double radius, const Trial& trial, const Options& options, std::mt19937& random) {
  for (int i = 0; i < static_cast<int>(number(options, "probes")); ++i) {
    probes.push_back(probe(crops, center.rates, center.parameters, trial, options, random));
  }
  const ResponseSurface surface(probes);
  print_effects(surface, free_parameters(options.at("only")));
  const Scores here = mean_of(center.rates);
  const auto best = surface.best_offset(radius, [&](const Scores& change) {
    Scores there = here;
    for (std::size_t m = 0; m < kMetrics; ++m) {
      there[m] += change[m];
    }
    return cost(there, options);
  });
  std::vector<double> travelled;
  const Place start = center;
  for (const double share : {1.0, 0.5}) {
    std::vector<double> offset = best;
    for (double& x : offset) {
      x *= share;
    }
    Place place = judge_place(crops, moved(start.parameters, offset), trial, options);
    print_scores(share == 1.0 ? "moved" : "half way", mean_of(place.rates), place.value);
    if (place.value < center.value) {
      center = std::move(place);
      travelled = offset;
    }
  }
  if (travelled.empty()) {
    return false;
  }
  Scores change = mean_of(center.rates);
  for (std::size_t m = 0; m < kMetrics; ++m) {
    change[m] -= here[m];
  }
  for (Probe& one : probes) {
    one = seen_from(one, travelled, change);
  }
  return true;
}

Result<void> run(const std::vector<JudgedCrop>& crops, const PerceptualParameters& start,
                 const Trial& trial, const Options& options) {
  const auto begin = std::chrono::steady_clock::now();
  std::mt19937 random(static_cast<unsigned>(number(options, "seed")));
  Place center = judge_place(crops, start, trial, options);
  print_scores("start", mean_of(center.rates), center.value);
  double radius = number(options, "radius");
  std::vector<Probe> probes;
  for (;;) {
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    if (elapsed.count() > 60.0 * number(options, "minutes")) {
      return {};
    }
    radius *= improve(crops, center, probes, radius, trial, options, random) ? 1.0 : 0.6;
    print_scores("center", mean_of(center.rates), center.value);
    if (auto written = write_parameters(options.at("out"), center.parameters); !written) {
      return written;
    }
  }
}

/// Mean SSIMULACRA2 and bytes at each quality beside stock cjpeg's: how distances are calibrated.
void calibrate(const std::vector<JudgedCrop>& crops, const PerceptualParameters& parameters,
               const Trial& trial) {
  for (std::size_t i = 0; i < JudgedCrop::kAnchorQualities.size(); ++i) {
    double ours = 0.0;
    double anchor = 0.0;
    double log_size = 0.0;
    for (const JudgedCrop& crop : crops) {
      const Encoding encoding = crop.encode(parameters, JudgedCrop::kAnchorQualities[i], trial);
      ours += encoding.score[0];
      anchor += crop.anchor()[i].score[0];
      log_size += std::log(encoding.bytes / crop.anchor()[i].bytes);
    }
    const auto count = static_cast<double>(crops.size());
    std::printf("quality %d: SSIMULACRA2 ours %.2f cjpeg %.2f, bytes %+.1f %%\n",
                JudgedCrop::kAnchorQualities[i], ours / count, anchor / count,
                100.0 * (std::exp(log_size / count) - 1.0));
  }
}

/// One picture under one map, `-photos` and `-qmap`, to `-out`: how a guard is seen without.
Result<void> write_under_map(PerceptualParameters parameters, const Options& options) {
  const auto image = jpegaware::bench::read_image(options.at("photos"));
  if (!image) {
    return image.error();
  }
  const auto map = read_quality_map(options.at("qmap"), image->width_px, image->height_px);
  if (!map) {
    return map.error();
  }
  if (!options.at("flat").empty()) {
    parameters.map.luma.flat = static_cast<float>(number(options, "flat"));
    parameters.map.chroma.flat = parameters.map.luma.flat;
  }
  const auto jpeg = encode_under_map(*image, *map, parameters);
  if (!jpeg) {
    return jpeg.error();
  }
  std::ofstream file(options.at("out"), std::ios::binary);
  file.write(reinterpret_cast<const char*>(jpeg->data()),
             static_cast<std::streamsize>(jpeg->size()));
  file.flush();
  return file ? Result<void>()
              : Result<void>(Error{ErrorCode::kIo, options.at("out") + ": cannot be written"});
}

Result<void> perform(const std::string& command, const Options& options) {
  PerceptualParameters parameters = jpegaware::detail::shipped_parameters();
  if (!options.at("parameters").empty()) {
    const auto read = read_parameters(options.at("parameters"));
    if (!read) {
      return read.error();
    }
    parameters = *read;
  }
  if (command == "under-map") {
    return write_under_map(parameters, options);
  }
  const auto crops = load_crops(options.at("photos"), static_cast<int>(number(options, "crops")),
                                static_cast<int>(number(options, "side")),
                                static_cast<unsigned>(number(options, "seed")));
  if (!crops) {
    return crops.error();
  }
  Trial trial;
  trial.effort_1_9 = static_cast<int>(number(options, "effort"));
  trial.qualities = numbers(options.at("qualities"));
  if (command == "run") {
    return run(*crops, parameters, trial, options);
  }
  if (command == "calibrate") {
    calibrate(*crops, parameters, trial);
    return {};
  }
  const Place place = judge_place(*crops, parameters, trial, options);
  print_scores("all", mean_of(place.rates), place.value);
  return {};
}

Result<Options> parse(int argc, char** argv) {
  Options options = default_options();
  for (int i = 2; i + 1 < argc; i += 2) {
    const std::string name = argv[i] + (argv[i][0] == '-' ? 1 : 0);
    if (options.count(name) == 0) {
      return Error{ErrorCode::kInvalidArgument, name + ": no such option"};
    }
    options[name] = argv[i + 1];
  }
  if (argc < 2 || argc % 2 != 0 || options["photos"].empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "usage: jpegaware-search run|evaluate|calibrate|under-map -photos DIR [-parameters FILE] "
                 "[-out FILE] [-only WORD,...] [-minutes N] [-side PX] [-crops N] [-seed N] "
                 "[-effort N] [-qualities N,...] [-probes N] "
                 "[-subset N] [-qmap FILE] [-flat F] [-radius R] [-psnr_limit P] [-METRIC WEIGHT ...]"};
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = parse(argc, argv);
  const auto done = options ? perform(argv[1], *options) : Result<void>(options.error());
  if (!done) {
    std::fprintf(stderr, "jpegaware-search: %s\n", done.error().message.c_str());
    return 1;
  }
  return 0;
}
