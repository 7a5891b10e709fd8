// SPDX-License-Identifier: Apache-2.0
// What the programs need of EXIF: orientation, density, thumbnail, and what may be passed on.
// Blocks are as JPEG holds them behind "Exif\0\0": a TIFF header first.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "jpegaware/options.h"

namespace jpegaware::apps {

/// The orientation tag, 1..8 (TIFF 6.0: 1 upright, 6 to be turned clockwise); 1 where there is
/// none or it is damaged.
[[nodiscard]] int exif_orientation(std::span<const std::uint8_t> exif);

/// Sets the tag where there is one; the block's size does not change.
void set_exif_orientation(std::span<std::uint8_t> exif, int orientation_1_8);

/// Exchanges the two sides of the picture that EXIF states (PixelXDimension, PixelYDimension), as
/// turning by a quarter does.
void swap_exif_sides(std::span<std::uint8_t> exif);

/// XResolution and YResolution, rounded to whole dots; nothing where one is absent or out of range.
[[nodiscard]] std::optional<PixelDensity> exif_density(std::span<const std::uint8_t> exif);

/// Takes JPEG's "Exif\0\0" off a block that carries it where it should not (WebP's often do).
void strip_exif_signature(std::vector<std::uint8_t>& exif);

/// Drops the thumbnail, which shows the picture before it was changed. Its bytes go where they
/// are the block's last, as most writers have it, and are blanked elsewhere: nothing else moves,
/// because maker notes hold offsets that only their makers know.
void drop_exif_thumbnail(std::vector<std::uint8_t>& exif);

/// A new block with what says nothing about place, person's devices or copies of the picture: a
/// list of tags that may pass (camera model, exposure, time, orientation, colour space, artist,
/// copyright). Positions, serial numbers, owner, unique ids, maker notes and all unknown tags do
/// not. Empty where nothing is left.
[[nodiscard]] std::vector<std::uint8_t> safe_exif(std::span<const std::uint8_t> exif);

/// A new block with an orientation and nothing else.
[[nodiscard]] std::vector<std::uint8_t> orientation_exif(int orientation_1_8);

/// A TIFF file's directory as an EXIF block: its descriptive tags and its EXIF and GPS
/// directories, without the tags that say how the TIFF's own pixels lie. Empty where there is
/// none but BigTIFF's.
[[nodiscard]] std::vector<std::uint8_t> exif_of_tiff(std::span<const std::uint8_t> file);

}  // namespace jpegaware::apps
