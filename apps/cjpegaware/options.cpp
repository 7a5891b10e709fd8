// SPDX-License-Identifier: Apache-2.0
// Holds the option table. A switch of our own neither is, nor shortens to, anything that cjpeg
// accepts: the shortest form of each is chosen against cjpeg 2.1.5's and 3.x's lists.
#include "options.h"

#include <algorithm>
#include <array>
#include <vector>

#include "jpegaware/options.h"
#include "saliency/quality_mapper.h"

namespace jpegaware::apps {
namespace {

constexpr const char* kBasic = "Basic switches";
constexpr const char* kMap = "What matters";
constexpr const char* kFile = "The file";
constexpr const char* kAdvanced = "Switches for advanced users";
constexpr const char* kWizard = "Switches for wizards";

constexpr Option stock(SwitchId id, std::string_view name, std::size_t shortest, ValueKind kind,
                       std::string_view value, std::string_view section, std::string_view help) {
  return {static_cast<int>(id), name, shortest, kind, value, 0, 0, Origin::kStock, section, help};
}

constexpr Option own(SwitchId id, std::string_view name, std::size_t shortest, ValueKind kind,
                     std::string_view value, std::string_view section, std::string_view help) {
  return {static_cast<int>(id), name, shortest, kind, value, 0, 0, Origin::kOwn, section, help};
}

constexpr Option own_number(SwitchId id, std::string_view name, std::size_t shortest,
                            IntBounds bounds, std::string_view section, std::string_view help) {
  return {
      static_cast<int>(id), name,    shortest, ValueKind::kInteger, "N", bounds.low, bounds.high,
      Origin::kOwn,         section, help};
}

constexpr Option stock3(SwitchId id, std::string_view name, std::size_t shortest, ValueKind kind,
                        std::string_view value, std::string_view help) {
  return {static_cast<int>(id), name,      shortest, kind, value, 0, 0,
          Origin::kStock3,      kAdvanced, help};
}

constexpr IntBounds kPercentBounds{0, 100};
constexpr IntBounds kPixelBounds{1, 2'000'000'000};

constexpr std::array kOptions{
    stock(SwitchId::kQuality, "quality", 1, ValueKind::kText, "N[,...]", kBasic,
          "Quality of what matters, on cjpeg's scale (0..100, default 75)"),
    stock(SwitchId::kGrayscale, "grayscale", 2, ValueKind::kNone, "", kBasic,
          "Make a grey JPEG of a colour picture"),
    stock(SwitchId::kGrayscale, "greyscale", 2, ValueKind::kNone, "", "", ""),
    stock(SwitchId::kRgb, "rgb", 3, ValueKind::kNone, "", kBasic, "Store RGB instead of YCbCr"),
    stock(SwitchId::kOptimize, "optimize", 1, ValueKind::kNone, "", kBasic,
          "Optimise the entropy coder's tables (always done without -stock)"),
    stock(SwitchId::kOptimize, "optimise", 1, ValueKind::kNone, "", "", ""),
    stock(SwitchId::kProgressive, "progressive", 1, ValueKind::kNone, "", kBasic,
          "Make a progressive JPEG (the default without -stock)"),
    stock(SwitchId::kTarga, "targa", 1, ValueKind::kNone, "", kBasic,
          "The input is Targa (needed where its first byte is not zero)"),
    stock(SwitchId::kOutfile, "outfile", 4, ValueKind::kFile, "FILE", kBasic,
          "Write to FILE instead of standard output"),
    own(SwitchId::kStock, "stock", 3, ValueKind::kNone, "", kBasic,
        "Do what stock cjpeg 2.1.5 does, byte for byte: no map, no optimiser"),
    own(SwitchId::kHelp, "help", 1, ValueKind::kNone, "", kBasic, "Print this help and exit"),
    own(SwitchId::kCompletion, "completion", 3, ValueKind::kChoice, "bash|zsh", kBasic,
        "Print a shell's completion script and exit"),
    own(SwitchId::kSaliency, "saliency", 3, ValueKind::kFile, "auto|cam|gaze|uniform|FILE", kMap,
        "Where the map of what matters comes from: gaze and classes joined, either alone, no map, "
        "or a grey picture"),
    own_number(SwitchId::kStrength, "strength", 4, saliency::kStrengthBounds, kMap,
               "How much quality is taken from what matters least; 0 is uniform"),
    own_number(SwitchId::kBackground, "background", 3, kQualityBounds, kMap,
               "The lowest quality directly, instead of -strength"),
    own_number(SwitchId::kLevels, "levels", 2, saliency::kLevelsBounds, kMap,
               "Steps that the map is cut into; 0 is continuous"),
    own(SwitchId::kPresence, "presence", 6, ValueKind::kText, "P", kMap,
        "Probability from which a class counts as in the picture"),
    own(SwitchId::kMapSize, "map-size", 5, ValueKind::kChoice, "small|default|large", kMap,
        "The network's input: what the map costs against how good it is"),
    own(SwitchId::kRuntime, "runtime", 2, ValueKind::kChoice, "opencv|torch", kMap,
        "What runs the network"),
    own(SwitchId::kWeights, "weights", 1, ValueKind::kFile, "FILE", kMap, "The network's weights"),
    own(SwitchId::kMapOut, "map-out", 5, ValueKind::kFile, "FILE", kMap,
        "Write the map: .png a picture for people, .pgm what -saliency takes back"),
    own(SwitchId::kRoi, "roi", 3, ValueKind::kText, "x,y,w,h[:Q|:+N]", kMap,
        "A rectangle that matters, in pixels or per cent: -quality, quality Q, or N more than the "
        "map says; repeatable, the first match wins"),
    own(SwitchId::kIgnore, "ignore", 2, ValueKind::kText, "x,y,w,h", kMap,
        "A rectangle that does not matter; in one order with -roi"),
    own(SwitchId::kMask, "mask", 3, ValueKind::kFile, "FILE", kMap,
        "A grey picture, white matters most, joined with the map by the maximum"),
    own(SwitchId::kQmap, "qmap", 2, ValueKind::kFile, "FILE", kMap,
        "A text grid with a quality for each block, or '.' where the map's own stays"),
    own(SwitchId::kQmapOut, "qmap-out", 5, ValueKind::kFile, "FILE", kMap,
        "Write the block qualities as -qmap reads them"),
    own(SwitchId::kRoiFile, "roi-file", 4, ValueKind::kFile, "FILE", kMap,
        "Read roi, ignore, mask and qmap lines from FILE"),
    own(SwitchId::kExplain, "explain", 2, ValueKind::kFile, "FILE", kMap,
        "Write as JSON what was found and where the bytes went"),
    own(SwitchId::kSequential, "sequential", 2, ValueKind::kNone, "", kFile,
        "Make one interleaved baseline scan with 8-bit tables, for hardware decoders"),
    own(SwitchId::kTargetSize, "target-size", 9, ValueKind::kText, "BYTES", kFile,
        "The best file of at most so many bytes; what matters keeps its quality longest"),
    own(SwitchId::kTargetScore, "target-score", 9, ValueKind::kText, "S", kFile,
        "The smallest file in which what matters scores SSIMULACRA2 S"),
    own_number(SwitchId::kEffort, "effort", 2, kEffortBounds, kFile,
               "How long to search; 1 is the fastest, from 7 on the result is looked at"),
    own_number(SwitchId::kThreads, "threads", 2, kThreadBounds, kFile,
               "Threads to use (default: all cores); the bytes are the same for any number"),
    own(SwitchId::kCopy, "copy", 1, ValueKind::kChoice, "all|none|icc|comments|safe", kFile,
        "Which metadata goes into the output"),
    own(SwitchId::kNoMarker, "no-marker", 3, ValueKind::kNone, "", kFile,
        "Leave out the mark by which a second run knows what was already taken"),
    own(SwitchId::kAutoOrient, "auto-orient", 2, ValueKind::kNone, "", kFile,
        "Turn the pixels upright and reset the orientation tag"),
    own(SwitchId::kPreserve, "preserve", 6, ValueKind::kNone, "", kFile,
        "Give the output the input's permissions and times"),
    own(SwitchId::kMatte, "matte", 3, ValueKind::kText, "RRGGBB", kFile,
        "The colour behind transparent pixels (default ffffff)"),
    own_number(SwitchId::kMaxPixels, "max-pixels", 4, kPixelBounds, kFile,
               "Refuse larger pictures"),
    stock(SwitchId::kArithmetic, "arithmetic", 1, ValueKind::kNone, "", kAdvanced,
          "Use arithmetic coding"),
    stock(SwitchId::kDct, "dct", 2, ValueKind::kText, "int|fast|float", kAdvanced,
          "Choose the DCT method"),
    stock(SwitchId::kIcc, "icc", 1, ValueKind::kFile, "FILE", kAdvanced,
          "Embed the ICC profile in FILE"),
    stock(SwitchId::kRestart, "restart", 1, ValueKind::kText, "N[B]", kAdvanced,
          "Set a restart marker every N rows of blocks, or every N blocks with B"),
    Option{static_cast<int>(SwitchId::kSmooth), "smooth", 2, ValueKind::kInteger, "N",
           kPercentBounds.low, kPercentBounds.high, Origin::kStock, kAdvanced,
           "Smooth dithered input: the strength"},
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
    stock3(SwitchId::kNoIcc, "noicc", 3, ValueKind::kNone, "", "Leave the input's ICC profile out"),
    stock3(SwitchId::kNoOverwrite, "nooverwrite", 3, ValueKind::kNone, "",
           "Refuse to replace an output file"),
    stock3(SwitchId::kPrecision, "precision", 3, ValueKind::kText, "N",
           "Bits a sample: 8 here; more needs libjpeg-turbo 3"),
    stock3(SwitchId::kLossless, "lossless", 1, ValueKind::kText, "PSV[,Pt]",
           "Lossless JPEG: needs libjpeg-turbo 3, refused here"),
    stock(SwitchId::kBaseline, "baseline", 1, ValueKind::kNone, "", kWizard,
          "Keep quantization tables within 8 bits"),
    stock(SwitchId::kQtables, "qtables", 2, ValueKind::kFile, "FILE", kWizard,
          "Use the quantization tables in FILE"),
    stock(SwitchId::kQslots, "qslots", 2, ValueKind::kText, "N[,...]", kWizard,
          "Choose each component's quantization table"),
    stock(SwitchId::kSample, "sample", 2, ValueKind::kText, "auto|HxV[,...]", kWizard,
          "Set each component's sampling factors; auto chooses 4:4:4, 4:2:0 or grey by content"),
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

std::string_view value_of(const CommandLine& line, SwitchId id) {
  const auto found = std::find_if(line.switches.rbegin(), line.switches.rend(),
                                  [id](const Switch& given) { return id_of(*given.option) == id; });
  return found == line.switches.rend() ? std::string_view() : found->value;
}

bool says(const CommandLine& line, SwitchId id) {
  return std::any_of(line.switches.begin(), line.switches.end(),
                     [id](const Switch& given) { return id_of(*given.option) == id; });
}

}  // namespace jpegaware::apps
