// SPDX-License-Identifier: Apache-2.0
// Stage: choice of an encoder under test. Input: a variant's name. Output: a codec.
#include "codec.h"

#include <system_error>

#include "guetzli.h"
#include "ours.h"
#include "peer_libraries.h"

namespace jpegaware::bench {

CodecSetup default_setup() {
  std::error_code code;
  const std::filesystem::path bin =
      std::filesystem::read_symlink("/proc/self/exe", code).parent_path();
  return {bin.parent_path().parent_path() / "peers",
          bin.parent_path() / "share" / "jpegaware" / "jpegaware-saliency.safetensors",
          EncodeOptions{}.effort_1_9};
}

std::vector<std::string_view> codec_names() {
  return {"libjpeg-turbo", "libjpeg-turbo-progressive",
          "mozjpeg",       "jpegli",
          "jpegli-noaq",   "guetzli",
          "jpegaware",     "jpegaware-map"};
}

Result<std::unique_ptr<Codec>> make_codec(std::string_view variant, const CodecSetup& setup) {
  if (variant == "libjpeg-turbo") return make_libjpeg_turbo(false);
  if (variant == "libjpeg-turbo-progressive") return make_libjpeg_turbo(true);
  if (variant == "mozjpeg") return make_mozjpeg(setup.peers);
  if (variant == "jpegli") return make_jpegli(setup.peers, true);
  if (variant == "jpegli-noaq") return make_jpegli(setup.peers, false);
  if (variant == "guetzli") return make_guetzli();
  if (variant == "jpegaware") return make_ours(setup.effort_1_9);
  if (variant == "jpegaware-map") return make_ours_with_map(setup.weights, setup.effort_1_9);
  std::string message = "unknown codec '" + std::string(variant) + "'; there are";
  for (const std::string_view name : codec_names()) message += ' ' + std::string(name);
  return Error{ErrorCode::kInvalidArgument, message};
}

}  // namespace jpegaware::bench
