# SPDX-License-Identifier: Apache-2.0
"""Checks what callers call a picture, and makes its rows readable without a second copy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ._errors import InvalidArgument

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


def as_pixels(array: npt.ArrayLike) -> Pixels:
    """The array itself if its pixels are packed within each row, else one packed copy.

    H x W, or H x W x 1, 3 or 4, ``uint8``; rows may lie any distance apart, upwards too.
    """
    pixels = np.asarray(array)
    if pixels.dtype != np.uint8:
        raise InvalidArgument(
            f"image: samples are {pixels.dtype}; give uint8 (0 to 255), e.g. by "
            "(array * 255).round().astype(numpy.uint8)"
        )
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    if pixels.ndim != 2 and not (pixels.ndim == 3 and pixels.shape[2] in (3, 4)):
        raise InvalidArgument(
            f"image: an array of shape {pixels.shape}; give H x W, H x W x 3 or H x W x 4"
        )
    if 0 in pixels.shape:
        raise InvalidArgument(f"image: an array of shape {pixels.shape} holds no pixels")
    packed = pixels.strides[1:] == ((1,) if pixels.ndim == 2 else (pixels.shape[2], 1))
    row_bytes = pixels.shape[1] * (1 if pixels.ndim == 2 else pixels.shape[2])
    if not packed or (pixels.shape[0] > 1 and abs(pixels.strides[0]) < row_bytes):
        return np.ascontiguousarray(pixels)
    return pixels


def as_floats(array: npt.ArrayLike, name: str) -> Floats:
    """A packed 2-D ``float32`` array; ``uint8`` and ``uint16`` pictures are scaled to [0, 1]."""
    values = np.asarray(array)
    if values.ndim != 2 or 0 in values.shape:
        raise InvalidArgument(f"{name}: an array of shape {values.shape}; give two dimensions")
    if values.dtype in (np.uint8, np.uint16):
        return np.ascontiguousarray(values / np.float32(np.iinfo(values.dtype).max), np.float32)
    if values.dtype.kind != "f":
        raise InvalidArgument(f"{name}: values are {values.dtype}; give floats, uint8 or uint16")
    return np.ascontiguousarray(values, np.float32)
