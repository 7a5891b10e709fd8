// SPDX-License-Identifier: Apache-2.0
// Photoshop's resource blocks (JPEG's APP13, TIFF's tag 34377), in which IPTC's records lie.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace jpegaware::apps {

/// The blocks without the thumbnails among them, which show the picture before it was changed.
/// What lies behind the first damaged block is left out.
[[nodiscard]] std::vector<std::uint8_t> without_photoshop_thumbnails(
    std::span<const std::uint8_t> resources);

/// New blocks with IPTC's copyright notice, by-line and credit, and Photoshop's copyright flag and
/// address; nothing else. Empty where there is none.
[[nodiscard]] std::vector<std::uint8_t> safe_photoshop(std::span<const std::uint8_t> resources);

/// One block around IPTC records that came without one. Nothing when they are not records.
[[nodiscard]] std::vector<std::uint8_t> photoshop_of_iptc(std::span<const std::uint8_t> records);

}  // namespace jpegaware::apps
