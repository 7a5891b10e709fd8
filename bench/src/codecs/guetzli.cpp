// SPDX-License-Identifier: Apache-2.0
// Stage: guetzli as a program. Input: a picture and a quality. Output: a JPEG in memory.
#include "guetzli.h"

#include <string>

#include "png_writer.h"
#include "process.h"

namespace jpegaware::bench {
namespace {

class Guetzli final : public Codec {
 public:
  [[nodiscard]] std::string_view variant() const override { return "guetzli"; }
  [[nodiscard]] std::string_view codec() const override { return "guetzli"; }
  [[nodiscard]] std::string_view parameters() const override { return "4:4:4 baseline"; }
  [[nodiscard]] std::string_view version() const override { return version_; }

  [[nodiscard]] bool is_program() const override { return true; }
  // Below 84 the program refuses: it was not made for visible damage.
  [[nodiscard]] QualityScale scale() const override { return {.lowest = 84, .fractional = false}; }

  [[nodiscard]] Result<std::vector<std::uint8_t>> encode(const Image& image,
                                                         double quality_1_100) const override {
    const Result<TemporaryDirectory> folder = TemporaryDirectory::create();
    if (!folder) return folder.error();
    const std::filesystem::path png = folder->path() / "in.png";
    const std::filesystem::path jpeg = folder->path() / "out.jpg";
    if (const Result<void> written = write_bytes(png, encode_png(image.view())); !written) {
      return written.error();
    }
    const std::string quality = std::to_string(static_cast<int>(quality_1_100));
    const Result<ProcessResult> run =
        run_process({"guetzli", "--quality", quality, png.string(), jpeg.string()});
    if (!run) return run.error();
    if (run->exit_status != 0) {
      return Error{ErrorCode::kInternal, "guetzli failed: " + run->output};
    }
    return read_bytes(jpeg);
  }

 private:
  std::string version_ = package_version("guetzli");
};

}  // namespace

Result<std::unique_ptr<Codec>> make_guetzli() {
  if (find_program("guetzli").empty()) {
    return Error{ErrorCode::kUnsupported, "guetzli is not installed (Debian package guetzli)"};
  }
  return std::unique_ptr<Codec>(std::make_unique<Guetzli>());
}

}  // namespace jpegaware::bench
