# SPDX-License-Identifier: Apache-2.0
import os

import numpy as np
import pytest
from PIL import Image, ImageCms

import jpegaware


def test_exif_and_profile_are_kept(photo, tmp_path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    source = Image.fromarray(photo)
    source.info["icc_profile"] = profile
    source.getexif()[0x010E] = "a red disc"
    jpegaware.save(source, tmp_path / "a.jpg", quality=85, saliency="uniform")
    saved = Image.open(tmp_path / "a.jpg")
    assert saved.info["icc_profile"] == profile
    assert saved.getexif()[0x010E] == "a red disc"
    assert saved.size == source.size


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_every_mode_is_saved(photo, tmp_path, mode):
    if mode == "I;16":
        source = Image.fromarray(photo[:, :, 0].astype(np.uint16) * 257)
    else:
        source = Image.fromarray(photo).convert(mode)
    jpegaware.save(source, tmp_path / "a.jpg", saliency="uniform")
    assert Image.open(tmp_path / "a.jpg").size == source.size


def test_transparency_lies_over_white(tmp_path):
    jpegaware.save(Image.new("RGBA", (16, 16), (0, 0, 0, 0)), tmp_path / "a.jpg", saliency="uniform")
    assert np.asarray(Image.open(tmp_path / "a.jpg")).min() == 255


def test_a_failed_run_leaves_the_old_file(photo, tmp_path):
    target = tmp_path / "a.jpg"
    target.write_bytes(b"old")
    with pytest.raises(jpegaware.InvalidArgument):
        jpegaware.save(Image.fromarray(photo), target, quality=0)
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.jpg"]


def test_dots_an_inch_are_kept(photo, tmp_path):
    source = Image.fromarray(photo)
    source.info["dpi"] = (300.4, 150)
    jpegaware.save(source, tmp_path / "a.jpg", saliency="uniform")
    assert Image.open(tmp_path / "a.jpg").info["dpi"] == (300, 150)
    for nonsense in ((0, 0), (float("nan"), 1), (1e9, 1), 72, None):
        source.info["dpi"] = nonsense
        jpegaware.save(source, tmp_path / "a.jpg", saliency="uniform")
        assert Image.open(tmp_path / "a.jpg").info["jfif_density"] == (1, 1)


def test_a_profile_for_inks_is_not_kept(photo, tmp_path):
    source = Image.fromarray(photo).convert("CMYK")
    expected = np.asarray(source.convert("RGB")).astype(float)
    source.info["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    source.getexif()[0x010E] = "a red disc"
    jpegaware.save(source, tmp_path / "a.jpg", quality=95, saliency="uniform")
    saved = Image.open(tmp_path / "a.jpg")
    assert "icc_profile" not in saved.info and saved.getexif()[0x010E] == "a red disc"
    assert ((np.asarray(saved) - expected) ** 2).mean() < 60
