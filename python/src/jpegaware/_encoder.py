# SPDX-License-Identifier: Apache-2.0
"""Pixels in, JPEG bytes out."""

from __future__ import annotations

import inspect
from typing import Callable, Iterable, Union

import numpy.typing as npt

from . import _core
from ._arrays import Image, as_floats, as_pixels, as_tables, one_of
from ._errors import InvalidArgument
from ._model import Model, Saliency, default_model

_SUBSAMPLING = {"4:2:0": 0, "4:2:2": 1, "4:4:4": 2}

#: "auto", "cam", "gaze", "uniform"; a map of any size in [0, 1]; or what Model.saliency returned.
SaliencySource = Union[str, Saliency, npt.ArrayLike]


class Encoder:
    """Options, and memory that is kept from picture to picture.

    Threads that share one take turns; give each its own to work at once.

    :param quality: 1 to 100, libjpeg's scale; with a map, what matters most gets it
    :param subsampling: "4:2:0", "4:2:2" or "4:4:4"
    :param chroma_quality_offset: chroma's tables are made for so much more quality than luma's
    :param tables: quantization tables instead of those that a quality makes: 3 x 8 x 8 (or 3 x 64)
        integers 1 to 32767, of Y, Cb and Cr; blocks of the highest quality get them in full
    :param progressive: False: one baseline scan, for hardware decoders
    :param effort: 1 is the fastest, 9 searches the most
    :param threads: threads that one encode may use; the bytes are the same for any number
    :param max_pixels: larger pictures are refused before anything is allocated
    :param max_memory_bytes: so is what would take more memory
    :param time_limit_s: seconds one encode may take before it raises Aborted; 0: no limit
    :param mark: the file carries 27 bytes that say which qualities it was made for, so that a second
        run over it loses nothing more
    :param dpi: dots an inch across and down that the file names, 1 to 65535; None: none
    :param icc_profile: a colour profile to embed
    :param exif: an EXIF block, with or without its "Exif" heading
    :param segments: further (marker, payload) pairs, marker 0xE0..0xEF or 0xFE
    :param progress: called with the share that is done, rising to 1; what it raises ends the encode
    :param log: called with a line a stage; what it raises ends the encode
    """

    def __init__(
        self,
        quality: int = 80,
        *,
        subsampling: str = "4:2:0",
        chroma_quality_offset: int = 0,
        tables: npt.ArrayLike | None = None,
        progressive: bool = True,
        effort: int = 5,
        threads: int = 1,
        max_pixels: int = 250_000_000,
        max_memory_bytes: int = 4 << 30,
        time_limit_s: float = 0.0,
        mark: bool = True,
        dpi: tuple[int, int] | None = None,
        icc_profile: bytes | None = None,
        exif: bytes | None = None,
        segments: Iterable[tuple[int, bytes]] = (),
        progress: Callable[[float], object] | None = None,
        log: Callable[[str], object] | None = None,
    ) -> None:
        self._quality = quality
        self._core = _core.Encoder(
            quality,
            one_of("subsampling", subsampling, _SUBSAMPLING),
            chroma_quality_offset,
            None if tables is None else as_tables(tables),
            progressive,
            effort,
            threads,
            max_pixels,
            max_memory_bytes,
            time_limit_s,
            mark,
            (0, 0) if dpi is None else _checked_dpi(dpi),
            icc_profile or b"",
            _segments(exif, segments),
            progress,
            log,
        )

    def encode(
        self,
        array: Image,
        saliency: SaliencySource = "auto",
        *,
        model: Model | None = None,
        strength: int | None = None,
        background: int | None = None,
        levels: int | None = None,
        quality_map: npt.ArrayLike | None = None,
        bgr: bool = False,
    ) -> bytes:
        """Encodes a picture so that its bytes go where people look.

        :param array: H x W, H x W x 3 or H x W x 4, ``uint8`` or ``uint16`` (not rounded to 8 bits);
            alpha is ignored; or :class:`Yuv`
        :param saliency: "auto", "cam" or "gaze" ask the network; "uniform" treats all blocks alike;
            a 2-D array in [0, 1] (or ``uint8``, ``uint16``) of any size is a map of your own; a
            :class:`Saliency` is used again
        :param model: the network to ask; by default the shared one
        :param strength: 0 is uniform, 100 takes most from what matters least; None: the default
        :param background: the lowest quality directly, instead of `strength`
        :param levels: steps of the map; 0: continuous; None: the default
        :param quality_map: ceil(H/8) x ceil(W/8) floats, each luma block's quality; replaces all of
            these
        :param bgr: the samples of a pixel are B, G, R, as OpenCV has them
        :return: the whole file
        """
        pixels = as_pixels(array)
        if quality_map is not None:
            qualities = as_floats(quality_map, "quality_map")
        elif isinstance(saliency, str) and saliency == "uniform":
            return self._core.encode(pixels, bgr)
        else:
            values = _saliency_of(pixels, saliency, model, bgr)
            qualities = _core.map_quality(values, self._quality, strength, background, levels)
        return self._core.encode(pixels, bgr, qualities)


_ENCODER_OPTIONS = inspect.signature(Encoder).parameters.keys() - {"quality"}


def encode(array: Image, quality: int = 80, saliency: SaliencySource = "auto", **options) -> bytes:
    """Encodes a picture so that its bytes go where people look: one call for one picture.

    `array` and `saliency` are :meth:`Encoder.encode`'s. `options` are the keywords of
    :class:`Encoder` and of :meth:`Encoder.encode`; each goes where it belongs.
    """
    kept = {name: options.pop(name) for name in _ENCODER_OPTIONS & options.keys()}
    return Encoder(quality, **kept).encode(array, saliency, **options)


def _joined_signature() -> inspect.Signature:
    """encode()'s own parameters, with the keywords that it hands on in place of `**options`."""
    own = [p for p in inspect.signature(encode).parameters.values() if p.kind is not p.VAR_KEYWORD]
    handed_on = [
        parameter
        for source in (Encoder.encode, Encoder)
        for parameter in inspect.signature(source).parameters.values()
        if parameter.kind is parameter.KEYWORD_ONLY
    ]
    return inspect.Signature(own + handed_on, return_annotation=bytes)


encode.__signature__ = _joined_signature()  # what help() and editors show


def _saliency_of(pixels, saliency, model, bgr):
    height, width = pixels.shape[:2]
    if isinstance(saliency, str):
        return (model or default_model()).saliency(pixels, heads=saliency, bgr=bgr).map
    values = saliency.map if isinstance(saliency, Saliency) else as_floats(saliency, "saliency")
    return _core.fit_saliency(values, width, height)


def _checked_dpi(dpi):
    across, down = dpi
    if not (1 <= across <= 65535 and 1 <= down <= 65535):
        raise InvalidArgument(f"dpi: {across} x {down} is outside 1 to 65535")
    return round(across), round(down)


def _segments(exif, segments):
    listed = [(marker, bytes(payload)) for marker, payload in segments]
    if exif:
        heading = b"Exif\0\0"
        listed.insert(0, (0xE1, exif if exif.startswith(heading) else heading + exif))
    return listed
