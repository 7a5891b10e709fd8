# SPDX-License-Identifier: Apache-2.0
"""Pillow images, saved with their EXIF and their colour profile."""

from __future__ import annotations

import io
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ._encoder import encode
from ._errors import InvalidArgument

if TYPE_CHECKING:
    from PIL import Image


def save(image: Image.Image, path: str | os.PathLike[str], quality: int = 80, **options) -> None:
    """Writes a Pillow image as a JPEG file that keeps its EXIF, ICC profile and dots an inch.

    Grey stays grey; every other mode becomes RGB: transparency over white, CMYK through its profile,
    which then has done its work and is not kept. The file appears whole or not at all. `options` are
    :func:`encode`'s; ``exif``, ``icc_profile`` and ``dpi`` given there replace the image's own.
    """
    profile, exif, dpi = image.info.get("icc_profile"), image.getexif(), _dpi_of(image)
    if image.mode == "CMYK" and profile:
        image, profile = _rgb_of_cmyk(image, profile), None
    options.setdefault("icc_profile", profile)
    options.setdefault("exif", exif.tobytes() if len(exif) else None)
    options.setdefault("dpi", dpi)
    _write_whole(Path(path), encode(np.asarray(_opaque(image)), quality, **options))


def _rgb_of_cmyk(image: Image.Image, profile: bytes) -> Image.Image:
    """Through the profile, or plainly where it is not one for CMYK."""
    from PIL import ImageCms

    try:
        inks = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, inks, srgb, outputMode="RGB")
    except (OSError, ImageCms.PyCMSError):
        return image.convert("RGB")


def _dpi_of(image: Image.Image) -> tuple[int, int] | None:
    """What the image says of itself, where a JPEG can say it."""
    try:
        across, down = (round(float(dots)) for dots in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None
    return (across, down) if 1 <= min(across, down) and max(across, down) <= 65535 else None


def _opaque(image: Image.Image) -> Image.Image:
    from PIL import Image  # here: the module works without Pillow

    if image.mode in ("L", "RGB") or image.mode.startswith("I;16"):
        return image
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("I", "F"):
        raise InvalidArgument(f"image: mode {image.mode} says nothing about what white is; scale it")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layers = image.convert("RGBA")
        white = Image.new("RGBA", layers.size, "white")
        return Image.alpha_composite(white, layers).convert("RGB")
    return image.convert("RGB")


def _write_whole(path: Path, data: bytes) -> None:
    """A temporary name beside the target, then a rename: a failed run leaves no half file."""
    target = path.resolve()
    part = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        if target.exists():
            part.chmod(target.stat().st_mode & 0o777)
        part.replace(target)
    except BaseException:
        part.unlink()
        raise
