// SPDX-License-Identifier: Apache-2.0
// Each kind of metadata, as exiftool and others write it, and as exiftool finds it in our output.
#include <string>

#include "byte_blocks.h"
#include "catch.hpp"
#include "foreign_files.h"

namespace {

using formats_test::ForeignFolder;

/// Everything that a photographer's file has, written by exiftool, with a thumbnail.
void tag_photo(const ForeignFolder& folder, const std::string& file) {
  folder.shell("convert photo.png -resize 40x thumb.jpg");
  folder.shell(
      "exiftool -q -overwrite_original -Orientation#=6 -EXIF:XResolution=300 -EXIF:YResolution=300 "
      "-EXIF:ResolutionUnit=inches -Make=Maker -Model=Model7 -EXIF:Artist=Artist "
      "-EXIF:Copyright='(c) EXIF' "
      "-EXIF:SerialNumber=SERIAL99 -LensSerialNumber=LENS99 -GPSLatitude=48.5 -GPSLatitudeRef=N "
      "-GPSLongitude=11.5 -GPSLongitudeRef=E -XMP-dc:Rights='(c) XMP' -XMP-exif:GPSLatitude=48.5 "
      "-XMP-aux:SerialNumber=SERIAL99 -XMP-tiff:Orientation#=6 " +
      file);
}

void tag_jpeg(const ForeignFolder& folder, const std::string& file) {
  tag_photo(folder, file);
  folder.shell(
      "exiftool -q -overwrite_original -IPTC:City=Munich -IPTC:CopyrightNotice='(c) IPTC' "
      "-Comment='a comment' '-ThumbnailImage<=thumb.jpg' " +
      file);
}

}  // namespace

TEST_CASE("foreign: -copy all carries everything but the thumbnail over", "[foreign][slow]") {
  const ForeignFolder folder;
  folder.shell("convert photo.png photo.jpg");
  tag_jpeg(folder, "photo.jpg");
  REQUIRE_FALSE(folder.tag_bytes("photo.jpg", "ThumbnailImage").empty());
  folder.shell("$OURS photo.jpg > ours.jpg");
  for (const char* name :
       {"Orientation", "EXIF:XResolution", "Make", "Model", "Artist", "EXIF:Copyright",
        "EXIF:SerialNumber", "LensSerialNumber", "GPSLatitude", "GPSLongitude", "Rights",
        "XMP-aux:SerialNumber", "City", "CopyrightNotice", "Comment"}) {
    CAPTURE(name);
    CHECK_FALSE(folder.tag("ours.jpg", name).empty());
    CHECK(folder.tag("ours.jpg", name) == folder.tag("photo.jpg", name));
  }
  CHECK(folder.tag_bytes("ours.jpg", "ThumbnailImage").empty());
  CHECK(folder.identity("ours.jpg") == "JPEG 180 120 sRGB");
}

TEST_CASE("foreign: -copy safe keeps orientation and rights, drops place and serial numbers",
          "[foreign][slow]") {
  const ForeignFolder folder;
  folder.shell("convert photo.png photo.jpg");
  tag_jpeg(folder, "photo.jpg");
  folder.shell("$OURS -copy safe photo.jpg > ours.jpg");
  for (const char* name :
       {"Orientation", "Model", "EXIF:Copyright", "Artist", "Rights", "CopyrightNotice"}) {
    CAPTURE(name);
    CHECK_FALSE(folder.tag("ours.jpg", name).empty());
  }
  const std::string bytes = cli_test::read_file(folder.path() / "ours.jpg");
  for (const char* secret : {"SERIAL99", "LENS99", "Munich", "GPS", "a comment"}) {
    CAPTURE(secret);
    CHECK(bytes.find(secret) == std::string::npos);
  }
  CHECK(folder.tag("ours.jpg", "GPSLatitude").empty());
}

TEST_CASE("foreign: -copy none, icc and comments keep what their names say", "[foreign][slow]") {
  const ForeignFolder folder;
  folder.shell(
      "vips icc_transform photo.png p3.png p3 --input-profile srgb; vips jpegsave p3.png photo.jpg "
      "--Q 97");
  tag_jpeg(folder, "photo.jpg");
  folder.shell(
      "for policy in none icc comments; do $OURS -copy $policy photo.jpg > $policy.jpg; done");
  CHECK(folder.tag("icc.jpg", "ProfileDescription") ==
        folder.tag("photo.jpg", "ProfileDescription"));
  CHECK(folder.tag("comments.jpg", "Comment") == "a comment");
  CHECK(folder.tag("none.jpg", "ProfileDescription").empty());
  CHECK(folder.tag("none.jpg", "Comment").empty());
  for (const char* file : {"none.jpg", "icc.jpg", "comments.jpg"}) {
    CAPTURE(file);
    CHECK(folder.tag(file, "EXIF:all").empty());
    CHECK(folder.tag(file, "XMP:all").empty());
    CHECK(folder.tag(file, "IPTC:all").empty());
    // Without the tag the pixels stand upright themselves.
    CHECK(folder.identity(file).substr(0, 12) == "JPEG 120 180");
  }
}

TEST_CASE("foreign: a wide-gamut profile that is dropped leaves sRGB colours", "[foreign][slow]") {
  const ForeignFolder folder;
  folder.shell("vips icc_transform photo.png p3.png p3 --input-profile srgb");
  for (const std::string make :
       {"cp p3.png wide", "vips jpegsave p3.png wide.jpg --Q 98; mv wide.jpg wide",
        "vips tiffsave p3.png wide.tiff; mv wide.tiff wide",
        "vips webpsave p3.png wide.webp --lossless; mv wide.webp wide"}) {
    CAPTURE(make);
    folder.shell(make + "; $OURS -copy none wide > dropped.jpg; $OURS -copy icc wide > kept.jpg");
    CHECK(folder.tag("dropped.jpg", "ProfileDescription").empty());
    CHECK_FALSE(folder.tag("kept.jpg", "ProfileDescription").empty());
    CHECK(folder.psnr_db("photo.png", "dropped.jpg") > 37);
    // The samples of the other are the wide ones.
    CHECK(folder.psnr_db("photo.png", "kept.jpg") < 36);
    folder.shell("vips icc_transform kept.jpg back.png srgb --embedded");
    CHECK(folder.psnr_db("photo.png", "back.png") > 37);
  }
}

TEST_CASE("foreign: CMYK goes through its profile", "[foreign][slow]") {
  const ForeignFolder folder;
  folder.shell(
      "vips icc_transform photo.png cmyk.tif cmyk --input-profile srgb; vips jpegsave cmyk.tif "
      "cmyk.jpg --Q 98");
  folder.shell(
      "vips icc_transform cmyk.jpg shown.png srgb --embedded --black-point-compensation; $OURS "
      "cmyk.jpg > ours.jpg");
  CHECK(folder.identity("ours.jpg") == "JPEG 180 120 sRGB");
  CHECK(folder.psnr_db("shown.png", "ours.jpg") > 36);
}

TEST_CASE("foreign: -auto-orient turns all eight ways as ImageMagick does", "[foreign][slow]") {
  const ForeignFolder folder;
  folder.shell("convert photo.png -quality 98 photo.jpg");
  tag_jpeg(folder, "photo.jpg");
  for (int orientation = 1; orientation <= 8; ++orientation) {
    CAPTURE(orientation);
    folder.shell(
        "exiftool -q -overwrite_original -n -EXIF:Orientation=" + std::to_string(orientation) +
        " -XMP-tiff:Orientation=" + std::to_string(orientation) +
        " -ExifImageWidth=180 -ExifImageHeight=120 photo.jpg");
    folder.shell(
        "convert photo.jpg -auto-orient -strip PNG24:shown.png; $OURS -auto-orient photo.jpg > "
        "ours.jpg");
    CHECK(folder.psnr_db("shown.png", "ours.jpg") > 36);
    CHECK(folder.tag("ours.jpg", "EXIF:Orientation") == "1");
    CHECK(folder.tag("ours.jpg", "XMP-tiff:Orientation") == "1");
    CHECK(folder.tag("ours.jpg", "ExifImageWidth") == (orientation >= 5 ? "120" : "180"));
    CHECK(folder.tag("ours.jpg", "Make") == "Maker");
  }
}

TEST_CASE("foreign: other formats give colour and orientation, and all when asked",
          "[foreign][slow]") {
  const ForeignFolder folder;
  folder.shell(
      "vips icc_transform photo.png p3.png p3 --input-profile srgb; heif-enc -q 95 photo.png -o "
      "photo.heic; "
      "vips webpsave p3.png photo.webp; vips tiffsave p3.png photo.tiff");
  for (const std::string file : {"p3.png", "photo.webp", "photo.tiff", "photo.heic"}) {
    CAPTURE(file);
    tag_photo(folder, file);
    folder.shell("$OURS " + file + " > plain.jpg; $OURS -copy all " + file + " > all.jpg");
    const bool is_heif = file == "photo.heic";  // turned already, by its own boxes
    CHECK(folder.tag("plain.jpg", "Orientation") == (is_heif ? "" : "6"));
    CHECK(folder.tag("plain.jpg", "Make").empty());
    CHECK(folder.tag("plain.jpg", "GPSLatitude").empty());
    CHECK(folder.tag("plain.jpg", "ProfileDescription").empty() == is_heif);
    CHECK(folder.tag("all.jpg", "Make") == "Maker");
    CHECK(folder.tag("all.jpg", "EXIF:GPSLatitude") == "48.5");
    CHECK(folder.tag("all.jpg", "EXIF:SerialNumber") == "SERIAL99");
    CHECK(folder.tag("all.jpg", "Rights") == "(c) XMP");
    CHECK(folder.shell("exiftool -validate -warning -a -s3 all.jpg").find("Error") ==
          std::string::npos);
  }
}

TEST_CASE("foreign: IPTC and comments of TIFF and PNG go over", "[foreign][slow]") {
  const ForeignFolder folder;
  folder.shell(
      "convert photo.png photo.tiff; exiftool -q -overwrite_original -IPTC:City=Munich photo.tiff; "
      "convert photo.png photo.jpg; "
      "exiftool -q -overwrite_original -IPTC:City=Munich photo.jpg; convert photo.jpg -set comment "
      "hello photo2.png");
  folder.shell("$OURS -copy all photo.tiff > a.jpg; $OURS -copy all photo2.png > b.jpg");
  CHECK(folder.tag("a.jpg", "City") == "Munich");
  CHECK(folder.tag("b.jpg", "City") == "Munich");
  CHECK(folder.tag("b.jpg", "Comment") == "hello");
}

TEST_CASE("foreign: density of PNG, BMP, TIFF and EXIF becomes JFIF's", "[foreign][slow]") {
  const ForeignFolder folder;
  folder.shell(
      "for kind in png bmp tiff webp; do convert photo.png -density 150 -units PixelsPerInch "
      "dense.$kind; done; "
      "exiftool -q -overwrite_original -EXIF:XResolution=150 -EXIF:YResolution=150 "
      "-EXIF:ResolutionUnit=inches dense.webp; "
      "convert photo.png -density 150 -units PixelsPerInch BMP3:dense.bmp3");
  for (const std::string kind : {"png", "tiff", "webp"}) {
    CAPTURE(kind);
    folder.shell("$OURS dense." + kind + " > ours.jpg");
    CHECK(folder.tag("ours.jpg", "JFIF:XResolution") == "150");
    CHECK(folder.tag("ours.jpg", "JFIF:ResolutionUnit") == "1");
  }
  for (const std::string kind : {"bmp", "bmp3"}) {  // dots a metre: 150 an inch are 59 a centimetre
    CAPTURE(kind);
    folder.shell("$OURS dense." + kind + " > ours.jpg");
    CHECK(folder.tag("ours.jpg", "JFIF:XResolution") == "59");
    CHECK(folder.tag("ours.jpg", "JFIF:ResolutionUnit") == "2");
  }
}

TEST_CASE("foreign: a gain map is found by exiftool where our index says", "[foreign][slow]") {
  const ForeignFolder folder;
  folder.shell(
      "convert photo.png -quality 98 first.jpg; convert photo.png -resize 50% -colorspace Gray "
      "second.jpg");
  const auto bytes_of_file = [&](const char* name) {
    return formats_test::bytes_of(cli_test::read_file(folder.path() / name));
  };
  const auto second = bytes_of_file("second.jpg");
  const std::string packet =
      std::string("http://ns.adobe.com/xap/1.0/\0", 29) +
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
      "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
      "<rdf:Description xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\" "
      "hdrgm:Version=\"1.0\"/>"
      "</rdf:RDF></x:xmpmeta>";
  cli_test::write_file(folder.path() / "ultra.jpg",
                       formats_test::text_of(formats_test::with_further_picture(
                           bytes_of_file("first.jpg"), formats_test::bytes_of(packet), second)));
  REQUIRE(folder.tag_bytes("ultra.jpg", "MPImage2") ==
          cli_test::read_file(folder.path() / "second.jpg"));

  folder.shell("$OURS -quality 60 ultra.jpg > ours.jpg");
  CHECK(folder.tag_bytes("ours.jpg", "MPImage2") ==
        cli_test::read_file(folder.path() / "second.jpg"));
  CHECK(folder.tag("ours.jpg", "XMP-hdrgm:Version") == "1.0");
  CHECK(cli_test::read_file(folder.path() / "ours.jpg").size() <
        cli_test::read_file(folder.path() / "ultra.jpg").size());

  const auto dropped = folder.try_shell("$OURS -copy none ultra.jpg > none.jpg");
  CHECK(dropped.status == 2);
  CHECK(dropped.err.find("gain map") != std::string::npos);
  folder.shell("exiftool -q -overwrite_original -n -EXIF:Orientation=6 ultra.jpg");
  const auto turned = folder.try_shell("$OURS -auto-orient ultra.jpg > turned.jpg");
  CHECK(turned.status == 1);
  CHECK(turned.err.find("gain map") != std::string::npos);
}
