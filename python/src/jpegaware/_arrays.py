# SPDX-License-Identifier: Apache-2.0
"""Checks what callers call a picture, and makes its rows readable without a second copy."""

from __future__ import annotations

from typing import Tuple, Union

import numpy as np
import numpy.typing as npt

from ._errors import InvalidArgument

Pixels = Union[npt.NDArray[np.uint8], npt.NDArray[np.uint16]]
Plane = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

_CODINGS = {"full-601": 0, "limited-601": 1, "full-709": 2, "limited-709": 3}


class Yuv:
    """A planar YCbCr picture (4:2:0), taken as a picture wherever an array is.

    It goes to JPEG's own YCbCr without a detour through RGB; at subsampling "4:2:0" its chroma keeps
    its own samples.

    :param y: H x W ``uint8``
    :param cb: ceil(H/2) x ceil(W/2) ``uint8`` (I420); or, without `cr`, ceil(H/2) x ceil(W/2) x 2
        (NV12: pairs of Cb, Cr)
    :param cr: as `cb`; None for NV12
    :param coding: "full-601" (JPEG's own), "limited-601", "full-709" or "limited-709"
    """

    def __init__(
        self,
        y: npt.ArrayLike,
        cb: npt.ArrayLike,
        cr: npt.ArrayLike | None = None,
        *,
        coding: str = "full-601",
    ) -> None:
        self.coding = one_of("coding", coding, _CODINGS)
        chroma = (cb,) if cr is None else (cb, cr)
        self.planes = (_as_plane("y", y, 1), *(_as_plane("chroma", c, 3 - len(chroma)) for c in chroma))
        height, width = self.planes[0].shape[:2]
        for plane in self.planes[1:]:
            if plane.shape[:2] != ((height + 1) // 2, (width + 1) // 2):
                raise InvalidArgument(
                    f"chroma: a plane of shape {plane.shape} beside a luma plane of {(height, width)}; "
                    "4:2:0 has half of each side, rounded up"
                )

    @property
    def shape(self) -> Tuple[int, int]:
        """H, W of luma."""
        return self.planes[0].shape[:2]


#: What is taken as a picture: H x W, H x W x 3 or H x W x 4, ``uint8`` or ``uint16``; or planes.
Image = Union[npt.ArrayLike, Yuv]


def one_of(name: str, value: str, table: dict[str, int]) -> int:
    """The number of a named choice; InvalidArgument lists the choices."""
    if value not in table:
        raise InvalidArgument(f"{name}: {value!r} is none of {', '.join(table)}")
    return table[value]


def as_pixels(array: Image) -> Pixels | Yuv:
    """The array itself if its pixels are packed within each row, else one packed copy.

    H x W, or H x W x 1, 3 or 4, ``uint8`` or ``uint16``; rows may lie any distance apart, upwards
    too. A :class:`Yuv` is what it is.
    """
    if isinstance(array, Yuv):
        return array
    pixels = np.asarray(array)
    if pixels.dtype.newbyteorder("=") not in (np.uint8, np.uint16):
        raise InvalidArgument(
            f"image: samples are {pixels.dtype}; give uint8 (0 to 255) or uint16 (0 to 65535), e.g. "
            "by (array * 255).round().astype(numpy.uint8)"
        )
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    if pixels.ndim != 2 and not (pixels.ndim == 3 and pixels.shape[2] in (3, 4)):
        raise InvalidArgument(
            f"image: an array of shape {pixels.shape}; give H x W, H x W x 3 or H x W x 4"
        )
    return _packed("image", pixels)


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


def as_tables(array: npt.ArrayLike) -> npt.NDArray[np.uint16]:
    """Three quantization tables as packed 3 x 64 ``uint16``."""
    steps = np.asarray(array)
    if steps.shape not in ((3, 64), (3, 8, 8)) or steps.dtype.kind not in "iu":
        raise InvalidArgument(
            f"tables: an array of shape {steps.shape} and type {steps.dtype}; give integers, 3 x 64 or "
            "3 x 8 x 8"
        )
    if steps.min() < 1 or steps.max() > 32767:
        raise InvalidArgument(f"tables: steps {steps.min()} to {steps.max()} are outside 1 to 32767")
    return np.ascontiguousarray(steps.reshape(3, 64), np.uint16)


def _as_plane(name: str, array: npt.ArrayLike, channels: int) -> Plane:
    plane = np.asarray(array)
    if plane.dtype != np.uint8:
        raise InvalidArgument(f"{name}: samples are {plane.dtype}; planes are uint8")
    if plane.shape[2:] != (() if channels == 1 else (channels,)) or plane.ndim < 2:
        wanted = "H x W" if channels == 1 else f"H x W x {channels}"
        raise InvalidArgument(f"{name}: an array of shape {plane.shape}; give {wanted}")
    return _packed(name, plane)


def _packed(name: str, pixels: np.ndarray) -> np.ndarray:
    """Pixels packed within their rows, in the machine's byte order; a copy only where they are not."""
    if 0 in pixels.shape:
        raise InvalidArgument(f"{name}: an array of shape {pixels.shape} holds no pixels")
    pixel_bytes = pixels.itemsize * (1 if pixels.ndim == 2 else pixels.shape[2])
    wanted = (pixel_bytes,) if pixels.ndim == 2 else (pixel_bytes, pixels.itemsize)
    overlaps = pixels.shape[0] > 1 and abs(pixels.strides[0]) < pixels.shape[1] * pixel_bytes
    if pixels.strides[1:] != wanted or overlaps or not pixels.dtype.isnative:
        return np.ascontiguousarray(pixels, pixels.dtype.newbyteorder("="))
    return pixels
