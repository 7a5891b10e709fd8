// SPDX-License-Identifier: Apache-2.0
// Laws of the XMP and Photoshop editors.
#include "xmp.h"

#include "byte_blocks.h"
#include "catch.hpp"
#include "photoshop_resources.h"

using formats_test::Bytes;
using formats_test::bytes_of;
using formats_test::holds;

TEST_CASE("xmp: the orientation becomes 1, written as attribute or element", "[xmp][unit]") {
  Bytes attribute = bytes_of("<rdf:Description tiff:Orientation=\"6\"/>");
  Bytes element = bytes_of("<tiff:Orientation>8</tiff:Orientation>");
  jpegaware::apps::reset_xmp_orientation(attribute);
  jpegaware::apps::reset_xmp_orientation(element);
  CHECK(holds(attribute, "tiff:Orientation=\"1\""));
  CHECK(holds(element, "<tiff:Orientation>1<"));
  Bytes cut = bytes_of("tiff:Orientation=\"");
  jpegaware::apps::reset_xmp_orientation(cut);
  CHECK(cut == bytes_of("tiff:Orientation=\""));
}

TEST_CASE("xmp: safe keeps rights and creator and nothing else", "[xmp][unit]") {
  const Bytes safe = jpegaware::apps::safe_xmp(bytes_of(
      "<rdf:Description exif:GPSLatitude=\"1,2N\" aux:SerialNumber=\"99\" "
      "xmpRights:Marked=\"True\">"
      "<dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">(c) Me</rdf:li></rdf:Alt></dc:rights>"
      "</rdf:Description>"));
  CHECK(holds(safe, "(c) Me"));
  CHECK(holds(safe, "<xmpRights:Marked>True</xmpRights:Marked>"));
  CHECK_FALSE(holds(safe, "GPS"));
  CHECK_FALSE(holds(safe, "Serial"));
  CHECK(jpegaware::apps::safe_xmp(bytes_of("<x exif:GPSLatitude=\"1,2N\"/>")).empty());
}

TEST_CASE("photoshop: thumbnails go, and safe keeps copyright records only", "[photoshop][unit]") {
  const auto resource = [](std::uint8_t id, const Bytes& content) {
    Bytes made = bytes_of("8BIM");
    formats_test::append(made, {4, id, 0, 0, 0, 0, 0, static_cast<std::uint8_t>(content.size())});
    formats_test::append(made, content);
    if (content.size() % 2 != 0) {
      made.push_back(0);
    }
    return made;
  };
  const auto record = [](std::uint8_t number, std::string_view text) {
    Bytes made{0x1C, 2, number, 0, static_cast<std::uint8_t>(text.size())};
    formats_test::append(made, bytes_of(text));
    return made;
  };
  Bytes records = record(90, "Secret City");
  formats_test::append(records, record(116, "(c) Us"));
  Bytes resources = resource(0x0C, bytes_of("OLD THUMBNAIL"));
  formats_test::append(resources, resource(0x04, records));

  const Bytes fresh = jpegaware::apps::without_photoshop_thumbnails(resources);
  CHECK_FALSE(holds(fresh, "THUMBNAIL"));
  CHECK(holds(fresh, "Secret City"));
  const Bytes safe = jpegaware::apps::safe_photoshop(resources);
  CHECK(holds(safe, "(c) Us"));
  CHECK_FALSE(holds(safe, "Secret City"));
  CHECK(holds(jpegaware::apps::photoshop_of_iptc(records), "8BIM"));

  std::mt19937 random(11);
  for (int i = 0; i < 2000; ++i) {
    const Bytes bytes = formats_test::damaged(resources, random);
    REQUIRE(jpegaware::apps::without_photoshop_thumbnails(bytes).size() <= bytes.size());
    REQUIRE(jpegaware::apps::safe_photoshop(bytes).size() <= bytes.size() + 12);
  }
}
