# SPDX-License-Identifier: Apache-2.0
import io
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

import jpegaware


def decode(data):
    return np.asarray(Image.open(io.BytesIO(data)))


def test_the_file_holds_the_picture(photo):
    data = jpegaware.encode(photo, 90, "uniform")
    assert isinstance(data, bytes)
    error = decode(data).astype(float) - photo
    assert (error**2).mean() < 60


def test_more_quality_takes_more_bytes(photo):
    sizes = [len(jpegaware.encode(photo, quality, "uniform")) for quality in (20, 50, 80, 95)]
    assert sizes == sorted(sizes) and sizes[0] < sizes[-1]


def test_grey_and_alpha(photo):
    assert decode(jpegaware.encode(photo[:, :, 0], saliency="uniform")).ndim == 2
    assert decode(jpegaware.encode(photo[:, :, :1], saliency="uniform")).ndim == 2
    alpha = np.dstack([photo, np.full(photo.shape[:2], 9, np.uint8)])
    assert jpegaware.encode(alpha, saliency="uniform") == jpegaware.encode(photo, saliency="uniform")


def test_strides_change_nothing(photo):
    expected = jpegaware.encode(photo, saliency="uniform")
    wide = np.zeros((160, 300, 3), np.uint8)
    wide[:, :240] = photo
    assert jpegaware.encode(wide[:, :240], saliency="uniform") == expected
    upwards = photo[::-1].copy()[::-1]
    assert jpegaware.encode(upwards, saliency="uniform") == expected
    assert jpegaware.encode(np.asfortranarray(photo), saliency="uniform") == expected
    swapped = photo[:, :, ::-1].copy()
    assert jpegaware.encode(swapped, saliency="uniform", bgr=True) == expected
    assert jpegaware.encode(photo[:, :, ::-1], saliency="uniform", bgr=True) == expected


def test_16_bits_are_taken_in_any_order_and_stride(photo):
    expected = jpegaware.encode(photo, saliency="uniform")
    wide = photo.astype(np.uint16) * 257
    assert jpegaware.encode(wide, saliency="uniform") == expected
    assert jpegaware.encode(wide.astype(wide.dtype.newbyteorder()), saliency="uniform") == expected
    assert jpegaware.encode(wide[:, :, ::-1], saliency="uniform", bgr=True) == expected
    assert jpegaware.encode(wide[::-1].copy()[::-1], saliency="uniform") == expected
    grey = jpegaware.encode(photo[:, :, 0], saliency="uniform")
    assert jpegaware.encode(wide[:, :, 0], saliency="uniform") == grey
    assert jpegaware.encode(wide) == jpegaware.encode(photo)


def planes_of(photo):
    """BT.601 full range, chroma averaged over 2 x 2."""
    red, green, blue = (photo[:, :, c].astype(float) for c in range(3))
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    chroma = []
    for colour, scale in ((blue, 1.772), (red, 1.402)):
        full = (colour - luma) / scale + 128
        chroma.append(full.reshape(full.shape[0] // 2, 2, -1, 2).mean(axis=(1, 3)))
    return [plane.round().clip(0, 255).astype(np.uint8) for plane in (luma, *chroma)]


def test_planes_are_the_picture(photo):
    y, cb, cr = planes_of(photo)
    data = jpegaware.encode(jpegaware.Yuv(y, cb, cr), 95, "uniform")
    pixels = jpegaware.encode(photo, 95, "uniform")
    error = decode(data).astype(float) - decode(pixels)
    assert (error**2).mean() < 20
    assert jpegaware.encode(jpegaware.Yuv(y, np.dstack([cb, cr])), 95, "uniform") == data
    upwards = jpegaware.Yuv(*(plane[::-1].copy()[::-1] for plane in (y, cb, cr)))
    assert jpegaware.encode(upwards, 95, "uniform") == data
    limited = jpegaware.Yuv(
        (y / 255 * 219 + 16).round().astype(np.uint8),
        *(((c - 128.0) / 255 * 224 + 128).round().astype(np.uint8) for c in (cb, cr)),
        coding="limited-601",
    )
    error = decode(jpegaware.encode(limited, 95, "uniform")).astype(float) - decode(data)
    assert (error**2).mean() < 20


def test_planes_have_a_map(photo):
    y, cb, cr = planes_of(photo)
    seen = jpegaware.saliency(jpegaware.Yuv(y, cb, cr))
    assert np.abs(seen.map - jpegaware.saliency(photo).map).mean() < 0.05
    assert jpegaware.encode(jpegaware.Yuv(y, cb, cr)) == jpegaware.encode(jpegaware.Yuv(y, cb, cr), 80, seen)


@pytest.mark.parametrize(
    "planes",
    [
        (np.zeros((8, 8), np.uint8), np.zeros((4, 5), np.uint8), np.zeros((4, 4), np.uint8)),
        (np.zeros((9, 8), np.uint8), np.zeros((4, 4), np.uint8), np.zeros((4, 4), np.uint8)),
        (np.zeros((8, 8), np.uint16), np.zeros((4, 4), np.uint8), np.zeros((4, 4), np.uint8)),
        (np.zeros((8, 8), np.uint8), np.zeros((4, 4), np.uint8)),
        (np.zeros((8, 8, 3), np.uint8), np.zeros((4, 4, 2), np.uint8)),
        (np.zeros((0, 8), np.uint8), np.zeros((0, 4, 2), np.uint8)),
    ],
)
def test_planes_that_do_not_fit_are_refused(planes):
    with pytest.raises(jpegaware.InvalidArgument):
        jpegaware.encode(jpegaware.Yuv(*planes), saliency="uniform")
    with pytest.raises(jpegaware.InvalidArgument, match="full-601"):
        jpegaware.Yuv(np.zeros((2, 2), np.uint8), np.zeros((1, 1, 2), np.uint8), coding="bt2020")


def test_what_goes_into_the_file(photo):
    plain = jpegaware.encode(photo, 80, "uniform")
    assert b"jpegaware" in plain[:200] and len(plain) - len(jpegaware.encode(photo, 80, "uniform", mark=False)) == 27
    dense = Image.open(io.BytesIO(jpegaware.encode(photo, 80, "uniform", dpi=(300, 72))))
    assert dense.info["dpi"] == (300, 72)
    assert len(jpegaware.encode(photo, 80, "uniform", chroma_quality_offset=-40)) < len(plain)
    tables = np.arange(3 * 64).reshape(3, 8, 8) // 4 + 20
    with_tables = jpegaware.encode(photo, 80, "uniform", tables=tables)
    # Pillow gives its tables in natural order.
    kept = Image.open(io.BytesIO(with_tables)).quantization
    assert [list(kept[i]) for i in range(3)] == tables.reshape(3, 64).tolist()
    assert jpegaware.encode(photo, 80, "uniform", tables=tables.reshape(3, 64)) == with_tables
    lines = []
    assert jpegaware.encode(photo, 80, "uniform", log=lines.append) == plain
    assert len(lines) > 2 and all(isinstance(line, str) for line in lines)


def test_the_one_call_names_every_option():
    import inspect

    names = inspect.signature(jpegaware.encode).parameters.keys()
    assert {"array", "quality", "saliency", "strength", "effort", "exif", "bgr"} <= names
    with pytest.raises(TypeError, match="sharpness"):
        jpegaware.encode(np.zeros((8, 8), np.uint8), saliency="uniform", sharpness=3)


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((8, 8), np.float32),
        np.zeros((8, 8), np.int64),
        np.zeros((8, 8, 2), np.uint8),
        np.zeros((8,), np.uint8),
        np.zeros((0, 8), np.uint8),
        np.zeros((2, 70000), np.uint8),
    ],
)
def test_arrays_that_are_no_picture_are_refused(array):
    with pytest.raises(jpegaware.InvalidArgument, match="image"):
        jpegaware.encode(array, saliency="uniform")


@pytest.mark.parametrize(
    "options",
    [
        {"quality": 0},
        {"quality": 101},
        {"effort": 10},
        {"threads": 0},
        {"subsampling": "4:1:1"},
        {"time_limit_s": -1},
        {"chroma_quality_offset": 100},
        {"tables": np.ones((2, 64), int)},
        {"tables": np.ones((3, 64))},
        {"tables": np.zeros((3, 8, 8), int)},
        {"tables": np.full((3, 8, 8), 65537)},
        {"dpi": (0, 72)},
        {"dpi": (72, 65536)},
        {"saliency": "nose"},
        {"saliency": np.full((4, 4), 2.0)},
        {"saliency": np.zeros((4, 4, 3))},
        {"quality_map": np.full((3, 3), 50.0)},
        {"saliency": np.ones((4, 4)), "strength": 101},
    ],
)
def test_options_out_of_range_are_refused_with_a_sentence(photo, options):
    with pytest.raises(jpegaware.InvalidArgument) as refused:
        jpegaware.encode(photo, **{"saliency": "uniform", **options})
    assert len(str(refused.value)) > 10
    assert isinstance(refused.value, ValueError)


def test_limits(photo):
    with pytest.raises(jpegaware.Aborted, match="time limit"):
        jpegaware.encode(photo, saliency="uniform", time_limit_s=1e-9)
    with pytest.raises(jpegaware.InvalidArgument, match="38400"):
        jpegaware.encode(photo, saliency="uniform", max_pixels=38399)
    with pytest.raises(MemoryError):
        jpegaware.encode(photo, saliency="uniform", max_memory_bytes=1000)


def test_a_quality_map_and_a_map_of_ones_are_what_they_say(photo):
    uniform = jpegaware.encode(photo, 80, "uniform")
    assert jpegaware.encode(photo, 80, np.ones((5, 9))) == uniform
    assert jpegaware.encode(photo, 10, quality_map=np.full((20, 30), 80.0)) == uniform
    coarse = np.full((20, 30), 20.0)
    coarse[:, :15] = 80
    assert len(jpegaware.encode(photo, quality_map=coarse)) < len(uniform)


def test_a_kept_encoder_gives_the_same_bytes(photo):
    encoder = jpegaware.Encoder(70)
    first = encoder.encode(photo, "uniform")
    encoder.encode(photo[:50, :60], "uniform")
    assert encoder.encode(photo, "uniform") == first == jpegaware.encode(photo, 70, "uniform")


def test_progress_rises_and_what_it_raises_comes_back(photo):
    heard = []
    jpegaware.encode(photo, saliency="uniform", progress=heard.append)
    assert heard == sorted(heard) and heard[-1] == 1.0

    def stop(done):
        raise KeyError("enough")

    with pytest.raises(KeyError, match="enough"):
        jpegaware.encode(photo, saliency="uniform", progress=stop)


def test_segments_and_profile_go_into_the_file(photo):
    data = jpegaware.encode(
        photo, saliency="uniform", icc_profile=b"profile", exif=b"MM\0*\0\0\0\x08" + bytes(6),
        segments=[(0xFE, b"hello")]
    )
    image = Image.open(io.BytesIO(data))
    assert image.info["icc_profile"] == b"profile"
    assert image.info["comment"] == b"hello"
    assert b"Exif\0\0MM" in data
    with pytest.raises((jpegaware.Error, ValueError)):
        jpegaware.encode(photo, saliency="uniform", segments=[(0xDA, b"")])


def test_threads_give_the_bytes_of_one(photo):
    expected = jpegaware.encode(photo)
    encoder = jpegaware.Encoder(80)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: jpegaware.encode(photo), range(16))) == {expected}
        assert set(pool.map(lambda _: encoder.encode(photo), range(16))) == {expected}


def test_the_interpreter_runs_on_while_the_library_works():
    picture = np.random.default_rng(1).integers(0, 256, (1200, 1600, 3), np.uint8)
    done = threading.Event()
    ticks = 0

    def work():
        jpegaware.encode(picture, saliency="uniform")
        done.set()

    worker = threading.Thread(target=work)
    worker.start()
    while not done.is_set():
        time.sleep(0.001)
        ticks += 1
    worker.join()
    assert ticks > 3
