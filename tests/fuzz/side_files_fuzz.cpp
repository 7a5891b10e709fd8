// SPDX-License-Identifier: Apache-2.0
// Fuzz target: any bytes as each of the text files that switches name.
#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <string_view>

#include "fuzz_target.h"
#include "regions.h"
#include "stock_switches.h"

namespace {

/// The bytes under a name that can be opened.
class NamedBytes {
 public:
  NamedBytes(const std::uint8_t* data, std::size_t size) : descriptor_(::memfd_create("fuzz", 0)) {
    is_whole_ = descriptor_ >= 0 && ::write(descriptor_, data, size) == static_cast<ssize_t>(size);
  }
  ~NamedBytes() { ::close(descriptor_); }
  NamedBytes(const NamedBytes&) = delete;
  NamedBytes& operator=(const NamedBytes&) = delete;
  [[nodiscard]] bool is_whole() const { return is_whole_; }
  [[nodiscard]] std::string name() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
  bool is_whole_;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const NamedBytes file(data, size);
  if (!file.is_whole()) {
    return 0;
  }
  const std::string name = file.name();
  jpegaware::apps::Regions regions;
  static_cast<void>(read_region_file(name, regions).has_value());
  static_cast<void>(
      jpegaware::apps::read_quality_grid(name, jpegaware::BlockGrid::for_image(40, 30))
          .has_value());
  static_cast<void>(jpegaware::apps::read_table_file(name.c_str()).has_value());
  static_cast<void>(jpegaware::apps::read_scan_script(name.c_str()).has_value());
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(jpegaware::apps::parse_region(text, size % 2 == 0).has_value());
  return 0;
}
