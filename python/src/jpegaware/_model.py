# SPDX-License-Identifier: Apache-2.0
"""The network, and what it sees in a picture."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from . import _core
from ._arrays import Floats, Image, as_pixels, one_of
from ._errors import BadWeights

_HERE = Path(__file__).resolve().parent
_RUNTIMES = {"opencv": 0, "torch": 1}
_MAP_SIZES = {"small": 0, "default": 1, "large": 2}
_HEADS = {"auto": 0, "cam": 1, "gaze": 2}


def find_weights(path: str | os.PathLike[str] | None = None) -> Path | None:
    """The weights file: `path`, else ``$JPEGAWARE_WEIGHTS``, else the one in the package.

    None where there is no file and the library holds the weights itself.
    """
    for source, value in (("weights", path), ("JPEGAWARE_WEIGHTS", os.environ.get("JPEGAWARE_WEIGHTS"))):
        if value:
            found = Path(value)
            if not found.is_file():
                raise BadWeights(f"{source}: {found} is not a file")
            return found
    packaged = _HERE / "share" / "jpegaware-saliency.safetensors"
    if not packaged.is_file():
        if _core.has_embedded_weights():
            return None
        raise BadWeights(f"weights: {packaged} is not there; name a file or set JPEGAWARE_WEIGHTS")
    return packaged


@dataclass(frozen=True)
class ClassMap:
    """A class that is in the picture."""

    name: str
    """For example "macaw"."""
    probability: float
    """Softmax, in (0, 1]."""
    activation: Floats
    """h x w ``float32`` in [0, 1], maximum 1, over the whole picture."""


@dataclass(frozen=True)
class Saliency:
    """What the network saw. Arrays are ``float32`` and may be kept, e.g. for the next frame."""

    map: Floats
    """ceil(H/8) x ceil(W/8), linear, in [0, 1]: one value a luma block."""
    classes: tuple[ClassMap, ...]
    """Most probable first; empty when no class is probable enough."""
    gaze: Floats
    """h x w: where people will look, a density whose sum is 1."""
    confidence: float
    """0 ("I know nothing") to 1."""


class Model:
    """A loaded network. Any number of threads may use one at once.

    :param weights: a safetensors file; by default as :func:`find_weights` finds it
    :param runtime: "opencv" or, where that module is installed, "torch"
    :param map_size: the network's input: "small", "default" or "large"
    :param presence_threshold: least probability of a class that counts as present, in (0, 1)
    :param log: called with lines for a log, in whichever thread uses the model; what it raises is
        reported by :func:`sys.unraisablehook` and goes no further
    """

    def __init__(
        self,
        weights: str | os.PathLike[str] | None = None,
        *,
        runtime: str = "opencv",
        map_size: str = "default",
        presence_threshold: float = 0.05,
        log: Callable[[str], object] | None = None,
    ) -> None:
        self._core = _core.load_model(
            str(find_weights(weights) or ""),
            "",
            one_of("runtime", runtime, _RUNTIMES),
            one_of("map_size", map_size, _MAP_SIZES),
            presence_threshold,
            log,
        )

    def saliency(self, array: Image, *, heads: str = "auto", bgr: bool = False) -> Saliency:
        """What is in a picture and where people will look.

        :param array: H x W, H x W x 3 or H x W x 4, ``uint8`` or ``uint16``; or :class:`Yuv`
        :param heads: "auto" joins both; "cam": class activation alone; "gaze" alone
        :param bgr: the samples of a pixel are B, G, R, as OpenCV has them
        """
        classes, gaze, confidence, values = self._core.see(
            as_pixels(array), bgr, one_of("heads", heads, _HEADS)
        )
        return Saliency(values, tuple(ClassMap(*found) for found in classes), gaze, confidence)


_default: Model | None = None
_default_lock = threading.Lock()


def default_model() -> Model:
    """The model that the functions share: loaded once a process, at the first use."""
    global _default
    with _default_lock:
        if _default is None:
            _default = Model()
        return _default


def saliency(
    array: Image, *, heads: str = "auto", model: Model | None = None, bgr: bool = False
) -> Saliency:
    """What is in a picture and where people will look: :meth:`Model.saliency` of `model`, or of the
    shared one."""
    return (model or default_model()).saliency(array, heads=heads, bgr=bgr)
