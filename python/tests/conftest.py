# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest


@pytest.fixture(scope="session")
def photo():
    """Something to look at on a textured ground: 160 x 240 x 3."""
    random = np.random.default_rng(7)
    rows, columns = np.mgrid[0:160, 0:240]
    picture = np.stack([rows + columns // 2, columns, 255 - rows], axis=2) // 2
    picture = picture + random.integers(0, 12, picture.shape)
    disc = (rows - 70) ** 2 + (columns - 150) ** 2 < 35**2
    picture[disc] = (230, 60, 40)
    return picture.clip(0, 255).astype(np.uint8)
