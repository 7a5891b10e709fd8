// SPDX-License-Identifier: Apache-2.0
// Stage of the TIFF reader: CMYK rows -> RGB, by the file's own profile where it has one.
#pragma once

#include <tiffio.h>

#include "jpegaware/result.h"
#include "loadable_module.h"

namespace jpegaware::apps {

/// Whether read_inks() knows this file: CMYK of 8 or 16 bits in strips, the four samples of a pixel
/// together.
[[nodiscard]] bool has_plain_inks(TIFF* tiff);

/// Fills the picture, which is RGB and of the file's size, row by row.
///
/// @param profile  of the inks; null: each colour is the light that its ink and black let through
/// @return false where libtiff cannot decode a row; the rows before it are there
[[nodiscard]] bool read_inks(TIFF* tiff, const ProfileConverter* profile, Picture& picture);

}  // namespace jpegaware::apps
