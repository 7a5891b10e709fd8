# SPDX-License-Identifier: Apache-2.0
"""JPEG files that spend their bytes where people look.

``encode(array)`` gives bytes, ``save(image, path)`` writes a Pillow image, ``saliency(array)``
tells what is in a picture and where people will look. ``Encoder`` and ``Model`` are kept for many
pictures. Arrays are ``uint8`` or ``uint16``, H x W (grey), H x W x 3 (RGB) or H x W x 4 (RGBA, alpha
ignored); they are read where they lie when each row's pixels are packed, and copied once otherwise.
``Yuv`` is a picture in planes, as video has them. The interpreter's lock is released while the
library works.
"""

from ._arrays import Yuv
from ._encoder import Encoder, encode
from ._errors import (
    Aborted,
    BadInput,
    BadWeights,
    Error,
    InputOutputError,
    InternalError,
    InvalidArgument,
    OutOfMemory,
    Unsupported,
)
from ._model import ClassMap, Model, Saliency, default_model, find_weights, saliency
from ._pillow import save

__all__ = [
    "Aborted",
    "BadInput",
    "BadWeights",
    "ClassMap",
    "Encoder",
    "Error",
    "InputOutputError",
    "InternalError",
    "InvalidArgument",
    "Model",
    "OutOfMemory",
    "Saliency",
    "Unsupported",
    "Yuv",
    "default_model",
    "encode",
    "find_weights",
    "saliency",
    "save",
]
