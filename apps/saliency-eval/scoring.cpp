// SPDX-License-Identifier: Apache-2.0
// Stage: a set of fixations and maps for its photos -> every metric of every map.
#include "scoring.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "saliency_metrics.h"

namespace jpegaware::apps {
namespace {

/// All photos' fixations as shares of their photo's sides, and where each photo's begin.
struct RelativeFixations {
  std::vector<RelativePosition> positions;
  std::vector<std::size_t> first_of;  ///< one more than there are photos
};

struct Size {
  int width_px = 0;
  int height_px = 0;
};

bool is_inside(const Fixation& fixation, const Size& size) {
  return fixation.x_px >= 0.0F && fixation.y_px >= 0.0F &&
         fixation.x_px < static_cast<float>(size.width_px) &&
         fixation.y_px < static_cast<float>(size.height_px);
}

FixatedPixel pixel_of(const RelativePosition& at, const Size& size) {
  return {std::min(size.width_px - 1, static_cast<int>(at.x * size.width_px)),
          std::min(size.height_px - 1, static_cast<int>(at.y * size.height_px))};
}

std::vector<FixatedPixel> pixels_inside(const std::vector<Fixation>& fixations, const Size& size) {
  std::vector<FixatedPixel> pixels;
  for (const Fixation& fixation : fixations) {
    if (is_inside(fixation, size)) {
      pixels.push_back({static_cast<int>(fixation.x_px), static_cast<int>(fixation.y_px)});
    }
  }
  return pixels;
}

Result<Picture> read_photo(const Stimulus& stimulus) {
  const auto bytes = read_input(stimulus.photo.string());
  if (!bytes) {
    return bytes.error();
  }
  auto photo = read_picture(*bytes, ReadOptions{});
  if (!photo) {
    return Error{photo.error().code, stimulus.photo.string() + ": " + photo.error().message};
  }
  return photo;
}

Result<std::vector<Size>> read_sizes(const FixationSet& set) {
  std::vector<Size> sizes;
  for (const Stimulus& stimulus : set.stimuli) {
    const auto photo = read_photo(stimulus);
    if (!photo) {
      return photo.error();
    }
    sizes.push_back({photo->width_px, photo->height_px});
  }
  return sizes;
}

RelativeFixations relative_fixations(const FixationSet& set, const std::vector<Size>& sizes) {
  RelativeFixations all;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    all.first_of.push_back(all.positions.size());
    for (const Fixation& fixation : set.stimuli[i].fixations) {
      if (is_inside(fixation, sizes[i])) {
        all.positions.push_back({fixation.x_px / static_cast<double>(sizes[i].width_px),
                                 fixation.y_px / static_cast<double>(sizes[i].height_px)});
      }
    }
  }
  all.first_of.push_back(all.positions.size());
  return all;
}

/// Fixations of every photo but one, laid over that one.
std::vector<FixatedPixel> fixations_elsewhere(const RelativeFixations& all, std::size_t photo,
                                              const Size& size) {
  std::vector<FixatedPixel> pixels;
  for (std::size_t i = 0; i < all.positions.size(); ++i) {
    if (i < all.first_of[photo] || i >= all.first_of[photo + 1]) {
      pixels.push_back(pixel_of(all.positions[i], size));
    }
  }
  return pixels;
}

double sigma_for(const ScoringOptions& options, const Size& size) {
  constexpr double kDegreeOfLongerSide = 26.0 / 1024.0;
  return options.sigma_px.value_or(std::max(size.width_px, size.height_px) * kDegreeOfLongerSide);
}

/// Every other subject's fixations, and the others'.
std::array<std::vector<Fixation>, 2> split_by_subject(const std::vector<Fixation>& fixations) {
  std::set<int> subjects;
  for (const Fixation& fixation : fixations) {
    subjects.insert(fixation.subject);
  }
  std::array<std::vector<Fixation>, 2> halves;
  for (const Fixation& fixation : fixations) {
    const auto place = std::distance(subjects.begin(), subjects.find(fixation.subject));
    halves[static_cast<std::size_t>(place % 2)].push_back(fixation);
  }
  return halves;
}

/// How well one half of the people predicts the other; empty when a half saw nothing.
std::optional<Scores> score_people(const Stimulus& stimulus, const Judge& judge, double sigma_px) {
  const Size size{judge.width_px, judge.height_px};
  const auto halves = split_by_subject(stimulus.fixations);
  const std::array pixels = {pixels_inside(halves[0], size), pixels_inside(halves[1], size)};
  if (pixels[0].empty() || pixels[1].empty()) {
    return std::nullopt;
  }
  const std::array densities = {fixation_density(pixels[0], size.width_px, size.height_px, sigma_px),
                                fixation_density(pixels[1], size.width_px, size.height_px, sigma_px)};
  Scores mean{};
  for (const std::size_t half : {std::size_t{0}, std::size_t{1}}) {
    const Judge others{size.width_px,   size.height_px,  pixels[half],
                       judge.elsewhere, densities[half], judge.baseline};
    const Scores scores = score_map(densities[1 - half], others);
    std::transform(mean.begin(), mean.end(), scores.begin(), mean.begin(),
                   [](double sum, double score) { return sum + 0.5 * score; });
  }
  return mean;
}

}  // namespace

Scores score_map(const PixelMap& map, const Judge& judge) {
  const PixelMap full = map.width_px == judge.width_px && map.height_px == judge.height_px
                            ? map
                            : enlarge(map, judge.width_px, judge.height_px);
  return {auc_judd(full, judge.fixations),
          auc_shuffled(full, judge.fixations, judge.elsewhere),
          nss(full, judge.fixations),
          correlation(full, judge.density),
          similarity(full, judge.density),
          kl_divergence(full, judge.density),
          information_gain(full, judge.baseline, judge.fixations)};
}

Result<ScoreTable> score_set(const FixationSet& set, const MapMaker& make_maps,
                             const ScoringOptions& options) {
  const auto sizes = read_sizes(set);
  if (!sizes) {
    return sizes.error();
  }
  const RelativeFixations all = relative_fixations(set, *sizes);
  if (set.stimuli.size() < 2 || all.positions.empty()) {
    return Error{ErrorCode::kBadInput, set.name + ": scores need two photos with fixations"};
  }
  const CentrePrior prior = fit_centre_prior(all.positions);
  ScoreTable table;
  for (std::size_t i = 0; i < set.stimuli.size(); ++i) {
    const Stimulus& stimulus = set.stimuli[i];
    const Size size = (*sizes)[i];
    Judge judge{size.width_px, size.height_px, pixels_inside(stimulus.fixations, size), {}, {}, {}};
    if (judge.fixations.empty()) {
      continue;
    }
    const double sigma_px = sigma_for(options, size);
    judge.elsewhere = fixations_elsewhere(all, i, size);
    judge.density = fixation_density(judge.fixations, size.width_px, size.height_px, sigma_px);
    judge.baseline = centre_map(prior, size.width_px, size.height_px);
    const auto photo = read_photo(stimulus);
    if (!photo) {
      return photo.error();
    }
    const auto maps = make_maps(stimulus, *photo);
    if (!maps) {
      return maps.error();
    }
    table.add(stimulus.category, "uniform", score_map({1, 1, {1.0F}}, judge));
    table.add(stimulus.category, "centre", score_map(judge.baseline, judge));
    for (const auto& [name, map] : *maps) {
      table.add(stimulus.category, name, score_map(map, judge));
    }
    if (const auto people = set.has_subjects ? score_people(stimulus, judge, sigma_px) : std::nullopt) {
      table.add(stimulus.category, "people", *people);
    }
    if (options.progress) {
      options.progress(static_cast<int>(i) + 1, static_cast<int>(set.stimuli.size()));
    }
  }
  return table;
}

}  // namespace jpegaware::apps
