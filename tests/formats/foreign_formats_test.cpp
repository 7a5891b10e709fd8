// SPDX-License-Identifier: Apache-2.0
// Each format that is read, as another program writes it: the JPEG made of it, decoded by stock
// libjpeg-turbo, must look like the file as another program shows it.
#include <string>

#include "catch.hpp"
#include "foreign_files.h"

namespace {

/// How a file is made of photo.png, and how another program shows it as shown.png; an empty
/// command stands for ImageMagick over white.
struct ForeignFile {
  const char* name;
  const char* make;
  const char* show = "";
};

constexpr const char* kByImageMagick =
    "convert $FILE[0] -background white -flatten -colorspace sRGB PNG24:shown.png";

const ForeignFile kFiles[] = {
    // PNG
    {"8bit.png", "convert photo.png PNG24:$FILE"},
    {"16bit.png", "convert photo.png -depth 16 PNG48:$FILE"},
    {"palette.png", "convert photo.png -colors 100 PNG8:$FILE"},
    {"palette_2bit.png", "convert photo.png -colors 4 PNG8:$FILE"},
    {"gray.png", "convert photo.png -colorspace Gray -depth 8 $FILE"},
    {"gray_16bit.png",
     "convert photo.png -colorspace Gray -depth 16 -define png:bit-depth=16 $FILE"},
    {"bilevel.png", "convert photo.png -threshold 50% -type bilevel $FILE"},
    {"alpha.png",
     "convert photo.png ( -size 180x120 gradient: ) -compose CopyOpacity -composite PNG32:$FILE"},
    {"alpha_16bit.png",
     "convert photo.png ( -size 180x120 gradient: ) -compose CopyOpacity -composite PNG64:$FILE"},
    {"palette_alpha.png", "convert photo.png -colors 50 -transparent 'rgb(0,0,0)' PNG8:$FILE"},
    {"interlaced.png", "convert photo.png -interlace PNG $FILE"},
    {"vips_16bit_interlaced.png", "vips colourspace photo.png $FILE[interlace] rgb16"},
    {"linear_gamma.png", "convert photo.png -colorspace RGB -depth 16 $FILE"},
    {"ffmpeg.png", "ffmpeg -v error -i photo.png -pix_fmt rgb48be $FILE"},
    // JPEG
    {"ycbcr.jpg", "convert photo.png -quality 97 $FILE"},
    {"progressive.jpg", "convert photo.png -quality 97 -interlace JPEG $FILE"},
    {"gray.jpg", "convert photo.png -colorspace Gray -quality 97 $FILE"},
    {"rgb.jpg", "convert photo.png ppm:- | cjpeg -quality 97 -rgb > $FILE"},
    {"cmyk.jpg", "convert photo.png -colorspace CMYK -quality 97 $FILE"},
    {"arithmetic.jpg", "convert photo.png ppm:- | cjpeg -quality 97 -arithmetic > $FILE",
     "djpeg $FILE | convert ppm:- PNG24:shown.png"},
    {"ffmpeg.jpg", "ffmpeg -v error -i photo.png -pix_fmt yuvj444p -q:v 1 $FILE"},
    {"vips.jpg", "vips jpegsave photo.png $FILE --Q 97 --interlace"},
    // BMP
    {"1bit.bmp", "convert photo.png -threshold 50% -type bilevel BMP3:$FILE"},
    {"4bit.bmp", "convert photo.png -colors 12 -type palette -define bmp:format=bmp3 $FILE"},
    {"8bit.bmp", "convert photo.png -colors 200 -type palette BMP3:$FILE"},
    {"rle8.bmp", "convert photo.png -colors 40 -type palette -compress RLE BMP3:$FILE"},
    {"24bit.bmp", "convert photo.png BMP3:$FILE"},
    {"24bit_v4.bmp", "convert photo.png BMP:$FILE"},
    {"565.bmp", "ffmpeg -v error -i photo.png -pix_fmt rgb565le $FILE"},
    {"555.bmp", "ffmpeg -v error -i photo.png -pix_fmt rgb555le $FILE"},
    {"32bit_alpha.bmp",
     "convert photo.png ( -size 180x120 gradient: ) -compose CopyOpacity -composite BMP:$FILE"},
    // GIF, Targa, PNM
    {"photo.gif", "convert photo.png $FILE"},
    {"animated.gif", "convert photo.png ( photo.png -negate ) $FILE"},
    {"ascii.ppm", "convert photo.png -compress none $FILE"},
    {"16bit.ppm", "convert photo.png -depth 16 $FILE"},
    {"16bit.pgm", "convert photo.png -colorspace Gray -depth 16 $FILE"},
    // TIFF
    {"lzw.tiff", "convert photo.png -compress LZW $FILE"},
    {"zip_16bit.tiff", "convert photo.png -depth 16 -compress Zip $FILE"},
    {"big_endian.tiff", "convert photo.png -endian MSB $FILE"},
    {"jpeg.tiff", "convert photo.png -compress JPEG -quality 97 $FILE"},
    {"tiled.tiff", "convert photo.png -define tiff:tile-geometry=64x64 $FILE"},
    {"fax.tiff", "convert photo.png -threshold 50% -type bilevel -compress Group4 $FILE"},
    {"palette.tiff", "convert photo.png -colors 100 -type palette $FILE"},
    {"gray_16bit.tiff", "convert photo.png -colorspace Gray -depth 16 $FILE"},
    {"alpha.tiff",
     "convert photo.png ( -size 180x120 gradient: ) -compose CopyOpacity -composite $FILE"},
    {"planar.tiff", "tiffcp -p separate lzw.tiff $FILE", ""},
    {"bigtiff.tiff", "vips tiffsave photo.png $FILE --bigtiff --compression deflate"},
    {"pages.tiff", "convert photo.png ( photo.png -negate ) $FILE"},
    // WebP
    {"lossless.webp", "cwebp -quiet -lossless photo.png -o $FILE"},
    {"lossy.webp", "cwebp -quiet -q 95 photo.png -o $FILE", "dwebp -quiet $FILE -o shown.png"},
    {"alpha.webp",
     "convert photo.png ( -size 180x120 gradient: ) -compose CopyOpacity -composite "
     "-define webp:lossless=true -define webp:exact=true $FILE"},
    {"vips.webp", "vips webpsave photo.png $FILE --lossless"},
    // HEIF and AVIF
    {"photo.heic", "heif-enc -q 95 photo.png -o $FILE", "heif-convert $FILE shown.png"},
    {"photo.avif", "heif-enc -A -q 95 photo.png -o $FILE", "heif-convert $FILE shown.png"},
    {"10bit.heic",
     "convert photo.png -depth 16 PNG48:deep.png; heif-enc -b 10 -q 95 deep.png -o $FILE",
     "heif-convert $FILE shown.png"},
    {"10bit.avif",
     "ffmpeg -v error -i photo.png -pix_fmt yuv444p10le -c:v libaom-av1 -still-picture 1 -crf 5 "
     "$FILE",
     "heif-convert $FILE shown.png"},
    {"alpha.avif",
     "convert photo.png ( -size 180x120 gradient: ) -compose CopyOpacity -composite PNG32:see.png; "
     "heif-enc -A -L see.png -o $FILE",
     "heif-convert $FILE through.png; convert through.png -background white -flatten "
     "PNG24:shown.png"},
    {"vips.avif", "vips heifsave photo.png $FILE --compression av1 --Q 95",
     "heif-convert $FILE shown.png"},
};

std::string with_file(std::string command, const std::string& name) {
  for (const auto& [from, to] :
       {std::pair<std::string, std::string>{"$FILE", name}, {"( ", "\\( "}, {" )", " \\)"}}) {
    for (std::size_t at = command.find(from); at != std::string::npos;
         at = command.find(from, at + to.size())) {
      command.replace(at, from.size(), to);
    }
  }
  return command;
}

}  // namespace

TEST_CASE("foreign: every format looks as other programs show it, whatever its name",
          "[foreign][slow]") {
  const formats_test::ForeignFolder folder;
  folder.shell("convert photo.png -compress LZW lzw.tiff");
  for (const ForeignFile& file : kFiles) {
    CAPTURE(file.name);
    folder.shell(with_file(file.make, file.name));
    folder.shell(with_file(*file.show != '\0' ? file.show : kByImageMagick, file.name));
    // The name says nothing: our program gets another one.
    folder.shell(std::string("cp ") + file.name +
                 " unnamed; $OURS unnamed > ours.jpg; djpeg ours.jpg > ours.ppm");
    const double psnr_db = folder.psnr_db("shown.png", "ours.ppm");
    CAPTURE(psnr_db);
    CHECK(folder.identity("ours.jpg").substr(0, 12) == "JPEG 180 120");
    CHECK(psnr_db > 34);
  }
}

TEST_CASE("foreign: alpha is laid over the background that is asked for", "[foreign][slow]") {
  const formats_test::ForeignFolder folder;
  folder.shell(
      "convert photo.png \\( -size 180x120 gradient: \\) -compose CopyOpacity -composite "
      "PNG32:alpha.png");
  folder.shell("convert alpha.png -background '#2040c0' -flatten PNG24:shown.png");
  folder.shell("$OURS -matte 2040c0 alpha.png > ours.jpg");
  CHECK(folder.psnr_db("shown.png", "ours.jpg") > 34);
}
