# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

import jpegaware


def test_what_the_network_saw(photo):
    seen = jpegaware.saliency(photo)
    assert seen.map.shape == (20, 30) and seen.map.dtype == np.float32
    assert 0 <= seen.map.min() and seen.map.max() <= 1
    assert 0 <= seen.confidence <= 1
    assert seen.gaze.ndim == 2 and abs(seen.gaze.sum() - 1) < 1e-3
    for found in seen.classes:
        assert found.name and 0 < found.probability <= 1
        assert found.activation.ndim == 2 and found.activation.max() == pytest.approx(1)


def test_a_kept_map_gives_the_same_file(photo):
    seen = jpegaware.saliency(photo)
    assert jpegaware.encode(photo, 80, seen) == jpegaware.encode(photo, 80)
    assert jpegaware.encode(photo, 80, seen.map) == jpegaware.encode(photo, 80)


def test_the_map_spends_fewer_bytes_elsewhere(photo):
    assert len(jpegaware.encode(photo, 80, strength=80)) < len(jpegaware.encode(photo, 80, "uniform"))


def test_weights_are_looked_up_by_option_environment_and_place(tmp_path, monkeypatch):
    packaged = jpegaware.find_weights()
    assert packaged.is_file()
    other = tmp_path / "other.safetensors"
    with pytest.raises(jpegaware.BadWeights, match="other"):
        jpegaware.find_weights(other)
    monkeypatch.setenv("JPEGAWARE_WEIGHTS", str(other))
    with pytest.raises(jpegaware.BadWeights, match="JPEGAWARE_WEIGHTS"):
        jpegaware.find_weights()
    other.write_bytes(b"not weights")
    assert jpegaware.find_weights() == other
    with pytest.raises(jpegaware.Error, match="other"):
        jpegaware.Model()
    assert jpegaware.find_weights(packaged) == packaged


def test_choices_are_named(photo):
    with pytest.raises(jpegaware.InvalidArgument, match="small, default, large"):
        jpegaware.Model(map_size="huge")
    with pytest.raises(jpegaware.InvalidArgument, match="auto, cam, gaze"):
        jpegaware.saliency(photo, heads="eye")


def test_the_log_tells_what_happens(photo):
    lines = []
    model = jpegaware.Model(log=lines.append)
    model.saliency(photo)
    assert lines[0].startswith("model loaded") and lines[-1].startswith("heatmap: preprocess")
