// SPDX-License-Identifier: Apache-2.0
// Holds stock cjpeg 2.1.5's interface text: reader messages, usage, version.
#include "stock_messages.h"

#include <array>

#include "libjpeg.h"

namespace jpegaware::apps {
namespace {

// In StockMessage's order, which the static_assert below can only count.
constexpr std::array<const char*, kStockLast - kStockFirst + 2> kMessages{
    nullptr,
    "Unsupported BMP colormap format",
    "Only 8-, 24-, and 32-bit BMP files are supported",
    "Invalid BMP file: bad header length",
    "Invalid BMP file: biPlanes not equal to 1",
    "Sorry, compressed BMPs not yet supported",
    "Empty BMP image",
    "Not a BMP file - does not start with BM",
    "Numeric value out of range in BMP file",
    "%ux%u %d-bit BMP image",
    "%ux%u 8-bit colormapped BMP image",
    "%ux%u %d-bit OS2 BMP image",
    "%ux%u 8-bit colormapped OS2 BMP image",
    "Bogus GIF codesize %d",
    "Empty GIF image",
    "Too few images in GIF file",
    "Not a GIF file",
    "%ux%ux%d GIF image",
    "Warning: unexpected GIF version number '%c%c%c'",
    "Ignoring GIF extension block of type 0x%02x",
    "Caution: nonsquare pixels in input",
    "Corrupt data in GIF file",
    "Bogus char 0x%02x in GIF file, ignoring",
    "Premature end of GIF image",
    "Ran out of GIF bits",
    "Nonnumeric data in PPM file",
    "Not a PPM/PGM file",
    "Numeric value out of range in PPM file",
    "%ux%u PGM image",
    "%ux%u text PGM image",
    "%ux%u PPM image",
    "%ux%u text PPM image",
    "Unsupported Targa colormap format",
    "Invalid or unsupported Targa file",
    "%ux%u RGB Targa image",
    "%ux%u grayscale Targa image",
    "%ux%u colormapped Targa image",
    "ungetc failed",
    "Unrecognized input file format --- perhaps you need -targa",
    nullptr,
};
static_assert(kMessages[kUnknownFormat - kStockFirst] != nullptr &&
              kMessages[kUnknownFormat - kStockFirst + 1] == nullptr);

#define JPEGAWARE_QUOTE(text) #text
#define JPEGAWARE_QUOTE_VALUE(macro) JPEGAWARE_QUOTE(macro)

constexpr const char* kVersionLine =
    "libjpeg-turbo version " JPEGAWARE_QUOTE_VALUE(LIBJPEG_TURBO_VERSION) " (build 20230203)\n";

}  // namespace

void install_stock_messages(jpeg_error_mgr& errors) {
  errors.addon_message_table = kMessages.data();
  errors.first_addon_message = kStockFirst;
  errors.last_addon_message = kStockLast;
}

void print_stock_usage(std::FILE* stream, const char* program) {
  std::fprintf(stream, "usage: %s [switches] [inputfile]\n", program);
  std::fputs(
      "Switches (names may be abbreviated):\n"
      "  -quality N[,...]   Compression quality (0..100; 5-95 is most useful range,\n"
      "                     default is 75)\n"
      "  -grayscale     Create monochrome JPEG file\n"
      "  -rgb           Create RGB JPEG file\n"
      "  -optimize      Optimize Huffman table (smaller file, but slow compression)\n"
      "  -progressive   Create progressive JPEG file\n"
      "  -targa         Input file is Targa format (usually not needed)\n"
      "Switches for advanced users:\n"
      "  -arithmetic    Use arithmetic coding\n"
      "  -dct int       Use accurate integer DCT method (default)\n"
      "  -dct fast      Use less accurate integer DCT method [legacy feature]\n"
      "  -dct float     Use floating-point DCT method [legacy feature]\n"
      "  -icc FILE      Embed ICC profile contained in FILE\n"
      "  -restart N     Set restart interval in rows, or in blocks with B\n"
      "  -smooth N      Smooth dithered input (N=1..100 is strength)\n"
      "  -maxmemory N   Maximum memory to use (in kbytes)\n"
      "  -outfile name  Specify name for output file\n"
      "  -memdst        Compress to memory instead of file (useful for benchmarking)\n"
      "  -report        Report compression progress\n"
      "  -strict        Treat all warnings as fatal\n"
      "  -verbose  or  -debug   Emit debug output\n"
      "  -version       Print version information and exit\n"
      "Switches for wizards:\n"
      "  -baseline      Force baseline quantization tables\n"
      "  -qtables FILE  Use quantization tables given in FILE\n"
      "  -qslots N[,...]    Set component quantization tables\n"
      "  -sample HxV[,...]  Set component sampling factors\n"
      "  -scans FILE    Create multi-scan JPEG per script FILE\n",
      stream);
}

void print_stock_version(std::FILE* stream) { std::fputs(kVersionLine, stream); }

void print_stock_banner(std::FILE* stream, const jpeg_error_mgr& errors) {
  std::fputs(kVersionLine, stream);
  std::fputs(
      "Copyright (C) 2009-2023 D. R. Commander\n"
      "Copyright (C) 2015, 2020 Google, Inc.\n"
      "Copyright (C) 2019-2020 Arm Limited\n"
      "Copyright (C) 2015-2016, 2018 Matthieu Darbois\n"
      "Copyright (C) 2011-2016 Siarhei Siamashka\n"
      "Copyright (C) 2015 Intel Corporation\n"
      "Copyright (C) 2013-2014 Linaro Limited\n"
      "Copyright (C) 2013-2014 MIPS Technologies, Inc.\n"
      "Copyright (C) 2009, 2012 Pierre Ossman for Cendio AB\n"
      "Copyright (C) 2009-2011 Nokia Corporation and/or its subsidiary(-ies)\n"
      "Copyright (C) 1999-2006 MIYASAKA Masaru\n"
      "Copyright (C) 1991-2020 Thomas G. Lane, Guido Vollbeding\n\n",
      stream);
  std::fprintf(stream, "Emulating The Independent JPEG Group's software, version %s\n\n",
               errors.jpeg_message_table[JMSG_VERSION]);
}

}  // namespace jpegaware::apps
