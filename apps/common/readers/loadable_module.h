// SPDX-License-Identifier: Apache-2.0
// Modules of the programs: parts that bring libraries of their own, loaded when they are needed.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "jpegaware/result.h"
#include "picture.h"

namespace jpegaware::apps {

/// Modules are no ABI: program and module must be of one build's version.
inline constexpr const char* kModuleVersion = JPEGAWARE_VERSION;

/// What a module `jpegaware-reader-<format>.so` gives.
struct ReaderModule {
  const char* version = nullptr;
  /// As read_picture(), for a file whose first bytes say that it is of this format. Throws
  /// std::bad_alloc only.
  Result<Picture> (*read)(std::span<const std::uint8_t> file, const ReadOptions& options) = nullptr;
};
inline constexpr const char* kReaderEntryName = "jpegaware_reader_module";

/// Samples that a profile describes, 8 bits each, interleaved.
enum class ProfileSamples : std::uint8_t { kGray, kRgb, kCmyk };

/// Turns samples of a profile into sRGB: grey stays grey, RGB and CMYK become RGB.
class ProfileConverter {
 public:
  virtual ~ProfileConverter() = default;
  ProfileConverter(const ProfileConverter&) = delete;
  ProfileConverter& operator=(const ProfileConverter&) = delete;
  /// Whether no colour would change by more than one step in 255.
  [[nodiscard]] virtual bool is_srgb() const = 0;
  /// `from` and `to` may be the same where a pixel takes as many bytes before as after.
  virtual void convert(const std::uint8_t* from, std::uint8_t* to, std::size_t pixels) const = 0;

 protected:
  ProfileConverter() = default;
};

/// What the module `jpegaware-color-lcms2.so` gives.
struct ColorModule {
  const char* version = nullptr;
  /// bad_input for a damaged profile, or one of other samples.
  Result<std::unique_ptr<ProfileConverter>> (*make_converter)(std::span<const std::uint8_t> profile,
                                                              ProfileSamples samples) = nullptr;
};
inline constexpr const char* kColorEntryName = "jpegaware_color_module";

/// Where the modules lie: `../lib/jpegaware` seen from the program.
[[nodiscard]] std::filesystem::path module_dir();

/// Whether the module of this name (without ".so") is installed; loads nothing.
[[nodiscard]] bool has_module(const std::string& name);

/// Loads modules, which stay for the life of the process.
/// @return unsupported where the module is absent, cannot be loaded, or is of another version
[[nodiscard]] Result<const ReaderModule*> load_reader_module(const std::string& name);
[[nodiscard]] Result<const ColorModule*> load_color_module();

}  // namespace jpegaware::apps

/// Marks a module's one visible function.
#define JPEGAWARE_MODULE_ENTRY extern "C" __attribute__((visibility("default")))
