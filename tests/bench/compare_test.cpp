// SPDX-License-Identifier: Apache-2.0
// Tests of `jpegaware compare` and its page: what is on it, and what is refused.
#include <fstream>
#include <sstream>
#include <string>

#include "catch.hpp"
#include "codec.h"
#include "json_text.h"
#include "page.h"
#include "process.h"
#include "test_pictures.h"

namespace {

using namespace jpegaware::bench;  // NOLINT(google-build-using-namespace): the unit under test

std::string contents(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

struct Files {
  TemporaryDirectory folder;
  std::string original, encoding, page;
};

Files make_files() {
  Files out{*TemporaryDirectory::create(), {}, {}, {}};
  out.original = (out.folder.path() / "a.ppm").string();
  out.encoding = (out.folder.path() / "a<b>.jpg").string();
  out.page = (out.folder.path() / "page.html").string();
  const Image image = test::test_picture(40, 30, 1);
  REQUIRE(write_ppm(out.original, image.view()).has_value());
  const auto jpeg = (*make_codec("libjpeg-turbo", {}))->encode(image, 80);
  REQUIRE(jpeg.has_value());
  REQUIRE(write_bytes(out.encoding, *jpeg).has_value());
  return out;
}

ProcessResult compare(std::vector<std::string> words) {
  words.insert(words.begin(), {JPEGAWARE_PROGRAM, "compare"});
  const auto run = run_process(words);
  REQUIRE(run.has_value());
  return *run;
}

}  // namespace

TEST_CASE("compare: the page holds both files and needs nothing else", "[compare][cli]") {
  const Files files = make_files();
  const ProcessResult run = compare({files.original, files.encoding, "-outfile", files.page});
  CHECK(run.exit_status == 0);
  const std::string page = contents(files.page);
  CHECK(page.find(base64(*read_bytes(files.encoding))) != std::string::npos);
  CHECK(page.find("image/png") != std::string::npos);  // the PPM, as browsers can show it
  CHECK(page.find("a\\u003cb>.jpg") != std::string::npos);
  for (const char* outside : {"http://", "https://", "src=\"//", "@DATA@", "@SCRIPT@"}) {
    // The SVG namespace is a name, not an address that is fetched.
    std::string rest = page;
    for (std::size_t at; (at = rest.find("http://www.w3.org/2000/svg")) != std::string::npos;) {
      rest.erase(at, 26);
    }
    CAPTURE(outside);
    CHECK(rest.find(outside) == std::string::npos);
  }
}

TEST_CASE("compare: wrong files are refused and leave no page", "[compare][cli]") {
  const Files files = make_files();
  const std::string other = (files.folder.path() / "other.ppm").string();
  REQUIRE(write_ppm(other, test::test_picture(41, 30, 1).view()).has_value());
  const ProcessResult size = compare({files.original, other, "-outfile", files.page});
  CHECK(size.exit_status == 1);
  CHECK(size.output.find("41x30") != std::string::npos);
  const ProcessResult missing = compare({files.original, "nothing.jpg", "-outfile", files.page});
  CHECK(missing.exit_status == 1);
  CHECK_FALSE(std::filesystem::exists(files.page));
  CHECK(compare({files.original}).exit_status == 2);
  CHECK(compare({files.original, files.encoding, "-outfile"}).exit_status == 2);
  CHECK(compare({files.original, files.encoding, "-nonsense"}).exit_status == 2);
}

TEST_CASE("compare: a damaged encoding is compared, and its damage said", "[compare][cli]") {
  const Files files = make_files();
  std::filesystem::resize_file(files.encoding, std::filesystem::file_size(files.encoding) * 2 / 3);
  const ProcessResult run = compare({files.original, files.encoding, "-outfile", files.page});
  CHECK(run.exit_status == 0);
  CHECK(run.output.find("jpegaware: " + files.encoding + ": ") != std::string::npos);
  CHECK(std::filesystem::exists(files.page));
}

TEST_CASE("json_text: strings are safe in JSON and in a script element", "[json_text][unit]") {
  CHECK(json_string("a\"b\\c\n</script>") == "\"a\\\"b\\\\c\\u000a\\u003c/script>\"");
  CHECK(json_number(std::nan("")) == "null");
  CHECK(json_number(0.5) == "0.5");
}

TEST_CASE("json_text: base64 as RFC 4648 has it", "[json_text][unit]") {
  const auto encoded = [](std::string_view text) {
    return base64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  };
  CHECK(encoded("") == "");
  CHECK(encoded("f") == "Zg==");
  CHECK(encoded("fo") == "Zm8=");
  CHECK(encoded("foo") == "Zm9v");
  CHECK(encoded("foobar") == "Zm9vYmFy");
}
