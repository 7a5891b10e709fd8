// SPDX-License-Identifier: Apache-2.0
// The list of named parameters: PerceptualParameters in, coordinates and text files out.
#include "parameter_list.h"

#include <cmath>
#include <fstream>
#include <map>

namespace jpegaware::search {
namespace {

using Parameters = detail::PerceptualParameters;
constexpr float kTenPercent = 0.0953101798F;  // ln(1.1)

template <std::size_t C>
void add_component(const std::string& prefix, std::vector<ParameterInfo>& list) {
  const auto logarithmic = [&](const char* name, float& (*access)(Parameters&)) {
    list.push_back({prefix + name, access, true, kTenPercent});
  };
  const auto linear = [&](const char* name, float& (*access)(Parameters&), float unit) {
    list.push_back({prefix + name, access, false, unit});
  };
  logarithmic("dc", [](Parameters& p) -> float& { return p.steps[C].dc; });
  logarithmic("ac", [](Parameters& p) -> float& { return p.steps[C].ac; });
  logarithmic("rise", [](Parameters& p) -> float& { return p.steps[C].rise; });
  logarithmic("power", [](Parameters& p) -> float& { return p.steps[C].power; });
  logarithmic("mu", [](Parameters& p) -> float& { return p.errors[C].mu; });
  logarithmic("mu_dc", [](Parameters& p) -> float& { return p.errors[C].dc; });
  linear(
      "slope", [](Parameters& p) -> float& { return p.errors[C].slope; }, 0.1F);
  linear(
      "shrink", [](Parameters& p) -> float& { return p.errors[C].shrink; }, 0.1F);
  logarithmic("dc.mask_scale", [](Parameters& p) -> float& { return p.masking[C].dc.scale; });
  linear(
      "dc.mask_exponent", [](Parameters& p) -> float& { return p.masking[C].dc.exponent; }, 0.02F);
  linear(
      "dc.mask_spread", [](Parameters& p) -> float& { return p.masking[C].dc.spread; }, 0.1F);
  logarithmic("low.mask_scale", [](Parameters& p) -> float& { return p.masking[C].low.scale; });
  linear(
      "low.mask_exponent", [](Parameters& p) -> float& { return p.masking[C].low.exponent; },
      0.02F);
  linear(
      "low.mask_spread", [](Parameters& p) -> float& { return p.masking[C].low.spread; }, 0.1F);
  logarithmic("high.mask_scale", [](Parameters& p) -> float& { return p.masking[C].high.scale; });
  linear(
      "high.mask_exponent", [](Parameters& p) -> float& { return p.masking[C].high.exponent; },
      0.02F);
  linear(
      "high.mask_spread", [](Parameters& p) -> float& { return p.masking[C].high.spread; }, 0.1F);
  linear(
      "tilt", [](Parameters& p) -> float& { return p.luminance[C].tilt; }, 0.1F);
  linear(
      "bow", [](Parameters& p) -> float& { return p.luminance[C].bow; }, 0.1F);
}

std::vector<ParameterInfo> make_list() {
  std::vector<ParameterInfo> list;
  add_component<0>("y.", list);
  add_component<1>("cb.", list);
  add_component<2>("cr.", list);
  list.push_back(
      {"trend.rise", [](Parameters& p) -> float& { return p.trend.rise; }, false, 0.05F});
  list.push_back({"trend.mu", [](Parameters& p) -> float& { return p.trend.mu; }, false, 0.05F});
  list.push_back(
      {"loop.own", [](Parameters& p) -> float& { return p.loop.own; }, true, kTenPercent});
  list.push_back(
      {"loop.pull", [](Parameters& p) -> float& { return p.loop.pull; }, true, kTenPercent});
  list.push_back(
      {"loop.reach", [](Parameters& p) -> float& { return p.loop.reach; }, true, kTenPercent});
  return list;
}

}  // namespace

const std::vector<ParameterInfo>& parameter_list() {
  static const std::vector<ParameterInfo> list = make_list();
  return list;
}

Parameters moved(const Parameters& base, const std::vector<double>& offset) {
  Parameters result = base;
  for (std::size_t i = 0; i < parameter_list().size(); ++i) {
    const ParameterInfo& info = parameter_list()[i];
    float& value = info.access(result);
    const auto step = static_cast<float>(offset[i]) * info.unit;
    value = info.logarithmic ? value * std::exp(step) : value + step;
  }
  return result;
}

Result<Parameters> read_parameters(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) {
    return Error{ErrorCode::kIo, path.string() + ": cannot be opened"};
  }
  std::map<std::string, float> values;
  std::string name;
  float value = 0.0F;
  while (file >> name >> value) {
    values[name] = value;
  }
  Parameters parameters{};
  for (const ParameterInfo& info : parameter_list()) {
    if (values.count(info.name) == 0) {
      return Error{ErrorCode::kBadInput, path.string() + ": " + info.name + " is missing"};
    }
    info.access(parameters) = values[info.name];
  }
  return parameters;
}

Result<void> write_parameters(const std::filesystem::path& path, Parameters parameters) {
  std::ofstream file(path);
  for (const ParameterInfo& info : parameter_list()) {
    file << info.name << ' ' << info.access(parameters) << '\n';
  }
  file.flush();
  if (!file) {
    return Error{ErrorCode::kIo, path.string() + ": cannot be written"};
  }
  return {};
}

}  // namespace jpegaware::search
