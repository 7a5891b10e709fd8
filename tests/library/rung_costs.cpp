// SPDX-License-Identifier: Apache-2.0
// What each rung of the libraries costs, for docs/rungs.md: CPU milliseconds a picture, one thread,
// and the process's own memory after each step. Not a test: it prints.
//   library_rung_costs PHOTO.png...     (at least two, of one size)
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "photo.h"
#include "saliency/encode.h"

using jpegaware::ImageView;
using jpegaware::VectorSink;
using jpegaware::saliency::Heads;
using jpegaware::saliency::Model;
using jpegaware::saliency::ModelOptions;

namespace {

constexpr int kRounds = 5;
constexpr int kQuality = 80;

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

double anonymous_mb() {
  std::ifstream status("/proc/self/smaps_rollup");
  std::string word;
  while (status >> word) {
    if (word == "Anonymous:") {
      double kib = 0;
      status >> kib;
      return kib / 1024.0;
    }
  }
  return 0;
}

template <typename T>
T must(jpegaware::Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "library_rung_costs: %s\n", result.error().message.c_str());
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) {
    return std::move(*result);
  }
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

double cost_ms(const std::function<void()>& step) {
  const double start_ms = cpu_ms();
  step();
  return cpu_ms() - start_ms;
}

void print(const char* rung, const std::vector<double>& costs_ms) {
  const auto [low, high] = std::minmax_element(costs_ms.begin(), costs_ms.end());
  std::printf("| %s | %.1f | %.1f to %.1f | %.1f |\n", rung, median(costs_ms), *low, *high, anonymous_mb());
}

/// One figure a picture and round, without a first round that warms.
std::vector<double> over(const std::vector<ImageView>& views, const std::function<void(const ImageView&)>& step) {
  std::vector<double> costs_ms;
  for (int round = 0; round <= kRounds; ++round) {
    for (const ImageView& view : views) {
      const double cost = cost_ms([&] { step(view); });
      if (round > 0) {
        costs_ms.push_back(cost);
      }
    }
  }
  return costs_ms;
}

}  // namespace

int main(int count, char** paths) {
  std::vector<test_support::Picture> pictures;
  std::vector<ImageView> views;
  for (int i = 1; i < count; ++i) {
    pictures.push_back(test_support::read_png(paths[i]));
  }
  for (const auto& picture : pictures) {
    views.push_back(picture.view());
  }
  jpegaware::EncodeOptions options;
  options.quality_1_100 = kQuality;
  std::printf("%zu pictures of %d x %d and others, pixels take %.1f MB of the process\n\n", views.size(),
              views.at(0).width_px, views[0].height_px, anonymous_mb());
  std::printf("| rung | CPU ms, median | range | process, MB |\n|---|---|---|---|\n");

  print("`encode(image, 80)`", over(views, [](const ImageView& view) { must(jpegaware::encode(view, kQuality)); }));
  auto encoder = must(jpegaware::Encoder::create(options));
  print("a kept `Encoder`", over(views, [&](const ImageView& view) {
          VectorSink sink;
          must(encoder.encode(view, nullptr, sink));
        }));

  ModelOptions model_options;
  model_options.weights_file = TEST_WEIGHTS;
  model_options.module_dir = TEST_MODULE_DIR;
  double start_ms = cpu_ms();
  const Model model = must(Model::load(model_options));
  print("`Model::load`", {cpu_ms() - start_ms});
  start_ms = cpu_ms();
  must(model.heatmap(views[0]));
  print("the first `heatmap`", {cpu_ms() - start_ms});

  // In turns, picture by picture: the kept saliency::Encoder, and its parts called one by one.
  auto whole = must(jpegaware::saliency::Encoder::create(model, options));
  std::vector<double> map_ms, encode_ms, whole_ms, beyond_ms;
  for (int round = 0; round <= kRounds; ++round) {
    for (const ImageView& view : views) {
      std::optional<jpegaware::BlockQualityMap> map;
      const double of_map = cost_ms([&] {
        const auto heatmap = must(model.heatmap(view));
        const auto saliency = must(make_saliency_map(heatmap, view, Heads::kJoined));
        jpegaware::saliency::QualityMapping mapping;
        mapping.region_quality_1_100 = kQuality;
        map.emplace(must(jpegaware::saliency::map_quality(saliency, mapping)));
      });
      const double of_encode = cost_ms([&] {
        VectorSink sink;
        must(encoder.encode(view, &*map, sink));
      });
      const double of_whole = cost_ms([&] {
        VectorSink sink;
        must(whole.encode(view, sink));
      });
      if (round > 0) {
        map_ms.push_back(of_map);
        encode_ms.push_back(of_encode);
        whole_ms.push_back(of_whole);
        beyond_ms.push_back(of_whole - of_map - of_encode);
      }
    }
  }
  print("a warm `heatmap`, map and qualities", map_ms);
  print("a kept `Encoder` with such a map", encode_ms);
  print("a kept `saliency::Encoder`", whole_ms);
  print("... beyond its parts", beyond_ms);

  const double before_mb = anonymous_mb();
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 4; ++k) {
        must(model.heatmap(views[0]));
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  std::printf("\na second network (two threads at once): %.1f MB\n", anonymous_mb() - before_mb);
}
