// SPDX-License-Identifier: Apache-2.0
// Stage: `jpegaware compare`. Input: an original and encodings of it. Output: one HTML page.
#include "compare.h"

#include <cstdio>
#include <filesystem>
#include <set>
#include <utility>

#include "page.h"
#include "picture.h"
#include "picture_file.h"
#include "png_writer.h"
#include "safe_output.h"
#include "scores.h"

namespace jpegaware::apps {
namespace {

using bench::Image;
using bench::PageEncoding;
using bench::PagePicture;
using bench::Scorer;
using bench::Scores;

std::string file_name(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

std::string size_text(const Image& image) {
  return std::to_string(image.width_px) + "x" + std::to_string(image.height_px);
}

// Whatever this installation reads, as the encoder would see it. What is wrong with a file that can
// be read all the same is said.
Result<Image> read_any(const std::string& path) {
  const Result<Bytes> bytes = read_input(path);
  if (!bytes) return bytes.error();
  const Result<Picture> picture = read_picture(*bytes, {});
  if (!picture) return Error{picture.error().code, path + ": " + picture.error().message};
  for (const std::string& warning : picture->warnings) {
    std::fprintf(stderr, "jpegaware: %s: %s\n", path.c_str(), warning.c_str());
  }
  Image image{{}, picture->width_px, picture->height_px};
  const std::size_t count =
      static_cast<std::size_t>(image.width_px) * static_cast<std::size_t>(image.height_px);
  const std::uint8_t* from = picture->pixels.get();
  const std::size_t channels = picture->format == PixelFormat::kGray8 ? 1 : 3;
  image.rgb.reserve(3 * count);
  for (std::size_t i = 0; i < count; ++i, from += channels) {
    for (std::size_t c = 0; c < 3; ++c) image.rgb.push_back(from[channels == 1 ? 0 : c]);
  }
  return image;
}

// Browsers show PNG and JPEG; anything else goes onto the page as the PNG of its pixels.
bench::PageFile as_page_file(std::vector<std::uint8_t> bytes, const Image& image) {
  if (bytes.size() > 2 && bytes[0] == 0xFF && bytes[1] == 0xD8) {
    return {"image/jpeg", std::move(bytes)};
  }
  if (bytes.size() > 2 && bytes[0] == 0x89 && bytes[1] == 'P')
    return {"image/png", std::move(bytes)};
  return {"image/png", bench::encode_png(image.view())};
}

Result<PageEncoding> score_encoding(const std::string& path, const Image& original,
                                    const Scorer& scorer) {
  Result<std::vector<std::uint8_t>> bytes = bench::read_bytes(path);
  if (!bytes) return bytes.error();
  const Result<Image> image = read_any(path);
  if (!image) return image.error();
  if (!metrics::comparable(original.view(), image->view())) {
    return Error{ErrorCode::kBadInput, path + ": it has " + size_text(*image) +
                                           " pixels, the original " + size_text(original)};
  }
  const Result<Scores> scores = scorer.score(image->view(), true);
  if (!scores) return scores.error();
  const auto score = [&scores](bench::Metric metric) {
    return (*scores)[static_cast<std::size_t>(metric)];
  };
  std::fprintf(stderr, "%9zu bytes  SSIMULACRA2 %6.2f  PSNR %6.2f dB  %s\n", bytes->size(),
               score(bench::Metric::kSsimulacra2), score(bench::Metric::kPsnrY), path.c_str());
  return PageEncoding{file_name(path), as_page_file(std::move(*bytes), *image), *scores};
}

Result<void> write_page(const std::string& path, const std::string& html) {
  Result<SafeOutput> output = SafeOutput::open(path);
  if (!output) return output.error();
  if (std::fwrite(html.data(), 1, html.size(), output->stream()) != html.size()) {
    return Error{ErrorCode::kIo, path + ": it cannot be written"};
  }
  return output->commit();
}

}  // namespace

Result<CompareRequest> parse_compare(const std::vector<std::string>& words) {
  CompareRequest request;
  std::vector<std::string> files;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "-outfile") {
      if (++i == words.size()) {
        return Error{ErrorCode::kInvalidArgument, "-outfile needs the name of a file"};
      }
      request.page = words[i] == "-" ? "" : words[i];
    } else if (words[i].size() > 1 && words[i][0] == '-') {
      return Error{ErrorCode::kInvalidArgument, "compare has no option " + words[i]};
    } else {
      files.push_back(words[i]);
    }
  }
  if (files.size() < 2) {
    return Error{ErrorCode::kInvalidArgument,
                 "compare takes an original and at least one encoding of it"};
  }
  request.original = files.front();
  request.encodings.assign(files.begin() + 1, files.end());
  return request;
}

Result<void> compare(const CompareRequest& request) {
  const Result<Image> original = read_any(request.original);
  if (!original) return original.error();
  Result<std::vector<std::uint8_t>> bytes = bench::read_bytes(request.original);
  if (!bytes) return bytes.error();
  const Scorer scorer(original->view());
  PagePicture picture{.name = file_name(request.original),
                      .width_px = original->width_px,
                      .height_px = original->height_px,
                      .original = as_page_file(std::move(*bytes), *original),
                      .encodings = {},
                      .block_map = {},
                      .block_region = {}};
  std::set<std::string> labels;
  for (const std::string& path : request.encodings) {
    Result<PageEncoding> encoding = score_encoding(path, *original, scorer);
    if (!encoding) return encoding.error();
    // Files of one name in two folders are told apart by their whole path.
    if (!labels.insert(encoding->label).second) encoding->label = path;
    labels.insert(encoding->label);
    picture.encodings.push_back(std::move(*encoding));
  }
  bench::Page page;
  page.title = "jpegaware compare: " + picture.name;
  page.facts = {{"Original", request.original + ", " + size_text(*original) + " pixels"},
                {"Encodings", std::to_string(picture.encodings.size())}};
  if (!bench::has_butteraugli()) {
    page.facts.emplace_back("Not measured",
                            "Butteraugli (Debian's libjxl-devtools has the program)");
  }
  page.pictures_note = "Scores are of the decoded pictures against the original.";
  page.pictures.push_back(std::move(picture));
  return write_page(request.page, bench::make_page(page));
}

}  // namespace jpegaware::apps
