# SPDX-License-Identifier: Apache-2.0
"""The Python examples of docs/examples, run as people run them."""

import importlib.util
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"


def run(name, *arguments):
    subprocess.run([sys.executable, EXAMPLES / name, *map(str, arguments)], check=True, timeout=300)


@pytest.fixture
def png(photo, tmp_path):
    path = tmp_path / "photo.png"
    Image.fromarray(photo).save(path)
    return path


def test_with_pillow(png, tmp_path):
    run("with_pillow.py", png, tmp_path / "a.jpg")
    assert Image.open(tmp_path / "a.jpg").format == "JPEG"


def test_with_pyvips(png, tmp_path):
    pytest.importorskip("pyvips", reason="pip install pyvips-binary pyvips")
    run("with_pyvips.py", png, tmp_path / "a.jpg")
    assert Image.open(tmp_path / "a.jpg").format == "JPEG"


def test_folder_in_parallel(png, tmp_path):
    run("folder_in_parallel.py", tmp_path, tmp_path / "out")
    assert Image.open(tmp_path / "out" / "photo.jpg").format == "JPEG"


@pytest.fixture
def service():
    spec = importlib.util.spec_from_file_location("http_service", EXAMPLES / "http_service.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    server = module.Service(("127.0.0.1", 0))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield module, server
    server.shutdown()
    thread.join()
    server.server_close()


def post(server, query, body):
    address = f"http://127.0.0.1:{server.server_address[1]}{query}"
    try:
        with urllib.request.urlopen(address, data=body, timeout=60) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


def test_http_service(service, png):
    module, server = service
    body = png.read_bytes()
    status, data = post(server, "/encode?quality=80", body)
    assert status == 200 and data[:2] == b"\xff\xd8"
    assert post(server, "/encode?quality=0", body)[0] == 400
    assert post(server, "/encode?quality=x", body)[0] == 400
    assert post(server, "/other", body)[0] == 404
    assert post(server, "/encode", b"no picture")[0] == 415


def test_http_service_refuses_what_is_too_much(service, png, monkeypatch):
    module, server = service
    body = png.read_bytes()
    monkeypatch.setattr(module, "MAX_PIXELS", 100)
    assert post(server, "/encode", body)[0] == 413
    monkeypatch.setattr(module, "MAX_PIXELS", 10**8)
    monkeypatch.setattr(module, "ENCODE_TIMEOUT_S", 1e-9)
    assert post(server, "/encode", body)[0] == 504
    monkeypatch.setattr(module, "MAX_BODY_BYTES", 10)
    assert post(server, "/encode", body)[0] == 413
    for _ in range(module.WORKERS + module.WAITING):
        assert server.places.acquire(blocking=False)
    assert post(server, "/encode", body)[0] == 503
