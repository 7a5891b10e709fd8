// SPDX-License-Identifier: Apache-2.0
// Holds the option table. A switch of our own neither is, nor shortens to, anything that cjpeg
// accepts: the shortest form of each is chosen against cjpeg 2.1.5's and 3.x's lists.
#include "options.h"

#include <array>

namespace jpegaware::apps {
namespace {

constexpr const char* kBasic = "Basic switches";
constexpr const char* kAdvanced = "Switches for advanced users";
constexpr const char* kWizard = "Switches for wizards";

constexpr Option stock(SwitchId id, std::string_view name, std::size_t shortest, ValueKind kind,
                       std::string_view value, std::string_view section, std::string_view help) {
  return {static_cast<int>(id), name, shortest, kind, value, 0, 0, Origin::kStock, section, help};
}

constexpr std::array kOptions{
    Option{static_cast<int>(SwitchId::kStock), "stock", 3, ValueKind::kNone, "", 0, 0, Origin::kOwn,
           kBasic, "Do what stock cjpeg 2.1.5 does, byte for byte: no map, no optimiser"},
    stock(SwitchId::kQuality, "quality", 1, ValueKind::kText, "N[,...]", kBasic,
          "Quality of what matters, on cjpeg's scale (0..100, default 75)"),
    stock(SwitchId::kGrayscale, "grayscale", 2, ValueKind::kNone, "", kBasic,
          "Make a grey JPEG of a colour picture"),
    stock(SwitchId::kGrayscale, "greyscale", 2, ValueKind::kNone, "", "", ""),
    stock(SwitchId::kRgb, "rgb", 3, ValueKind::kNone, "", kBasic,
          "Store RGB instead of YCbCr"),
    stock(SwitchId::kOptimize, "optimize", 1, ValueKind::kNone, "", kBasic,
          "Optimise the entropy coder's tables (always done without -stock)"),
    stock(SwitchId::kOptimize, "optimise", 1, ValueKind::kNone, "", "", ""),
    stock(SwitchId::kProgressive, "progressive", 1, ValueKind::kNone, "", kBasic,
          "Make a progressive JPEG (the default without -stock)"),
    stock(SwitchId::kTarga, "targa", 1, ValueKind::kNone, "", kBasic,
          "The input is Targa (needed where its first byte is not zero)"),
    stock(SwitchId::kOutfile, "outfile", 4, ValueKind::kFile, "FILE", kBasic,
          "Write to FILE instead of standard output"),
    stock(SwitchId::kArithmetic, "arithmetic", 1, ValueKind::kNone, "", kAdvanced,
          "Use arithmetic coding"),
    stock(SwitchId::kDct, "dct", 2, ValueKind::kText, "int|fast|float", kAdvanced,
          "Choose the DCT method"),
    stock(SwitchId::kIcc, "icc", 1, ValueKind::kFile, "FILE", kAdvanced,
          "Embed the ICC profile in FILE"),
    stock(SwitchId::kRestart, "restart", 1, ValueKind::kText, "N[B]", kAdvanced,
          "Set a restart marker every N rows of blocks, or every N blocks with B"),
    stock(SwitchId::kSmooth, "smooth", 2, ValueKind::kText, "N", kAdvanced,
          "Smooth dithered input (N = 1..100 is the strength)"),
    stock(SwitchId::kMaxMemory, "maxmemory", 3, ValueKind::kText, "N[M]", kAdvanced,
          "Use at most N thousand bytes of memory (or N million with M)"),
    stock(SwitchId::kMemDst, "memdst", 2, ValueKind::kNone, "", kAdvanced,
          "Encode to memory and print the size only"),
    stock(SwitchId::kReport, "report", 3, ValueKind::kNone, "", kAdvanced, "Report progress"),
    stock(SwitchId::kStrict, "strict", 2, ValueKind::kNone, "", kAdvanced,
          "Treat warnings as errors"),
    stock(SwitchId::kVerbose, "verbose", 1, ValueKind::kNone, "", kAdvanced,
          "Tell what was found, the time of each stage, and the bytes"),
    stock(SwitchId::kVerbose, "debug", 1, ValueKind::kNone, "", "", ""),
    stock(SwitchId::kVersion, "version", 4, ValueKind::kNone, "", kAdvanced,
          "Print the version and exit"),
    stock(SwitchId::kBaseline, "baseline", 1, ValueKind::kNone, "", kWizard,
          "Keep quantization tables within 8 bits"),
    stock(SwitchId::kQtables, "qtables", 2, ValueKind::kFile, "FILE", kWizard,
          "Use the quantization tables in FILE"),
    stock(SwitchId::kQslots, "qslots", 2, ValueKind::kText, "N[,...]", kWizard,
          "Choose each component's quantization table"),
    stock(SwitchId::kSample, "sample", 2, ValueKind::kText, "HxV[,...]", kWizard,
          "Set each component's sampling factors"),
    stock(SwitchId::kScans, "scans", 4, ValueKind::kFile, "FILE", kWizard,
          "Make the scans that the script in FILE describes"),
};

}  // namespace

std::span<const Option> all_options() { return kOptions; }

std::span<const Option> stock_options() {
  static const std::vector<Option> options = [] {
    std::vector<Option> kept;
    for (const Option& option : kOptions) {
      if (option.origin == Origin::kStock || id_of(option) == SwitchId::kStock) {
        kept.push_back(option);
      }
    }
    return kept;
  }();
  return options;
}

}  // namespace jpegaware::apps
