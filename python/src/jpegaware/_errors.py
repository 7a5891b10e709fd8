# SPDX-License-Identifier: Apache-2.0
"""The library's failures as exceptions; each one's text is the library's own sentence."""


class Error(Exception):
    """Base of everything that jpegaware raises by itself."""


class InvalidArgument(Error, ValueError):
    """An option, size, array or map is outside its documented range."""


class Unsupported(Error):
    """A valid request that this build or the format cannot serve."""


class OutOfMemory(Error, MemoryError):
    """An allocation failed, or a memory limit would be passed."""


class Aborted(Error, TimeoutError):
    """The time limit has passed."""


class InputOutputError(Error, OSError):
    """Reading or writing a file failed."""


class BadWeights(Error):
    """A weights file is missing, damaged or of another network."""


class BadInput(Error):
    """Data is damaged or not what it says it is."""


class InternalError(Error):
    """A broken promise inside the library: please report it."""


#: The library's error numbers, which are never reused.
BY_CODE = {
    1: InvalidArgument,
    2: Unsupported,
    3: OutOfMemory,
    4: Aborted,
    5: InputOutputError,
    6: BadWeights,
    7: BadInput,
    8: InternalError,
}
