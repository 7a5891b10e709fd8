// SPDX-License-Identifier: Apache-2.0
// Stage: the bytes of a .mat file -> its first matrix of numbers.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "jpegaware/result.h"

namespace jpegaware::apps {

/// A matrix as MATLAB keeps it: column by column.
struct Matrix {
  int rows = 0;
  int columns = 0;
  std::vector<double> values;
};

/// Reads the first full, real, two-dimensional numeric or logical matrix of a level 5 MAT-file
/// (MathWorks, "MAT-File Format"), little-endian, plain or deflated: what MATLAB's `save` writes but
/// for -v4 and -v7.3. Cells, structures and sparse matrices are passed over.
/// @return bad_input for anything else and for more than 2^28 bytes
[[nodiscard]] Result<Matrix> read_mat_matrix(std::span<const std::byte> bytes);

}  // namespace jpegaware::apps
