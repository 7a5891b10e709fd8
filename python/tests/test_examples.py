# SPDX-License-Identifier: Apache-2.0
"""The Python examples of docs/examples, run as people run them."""

import importlib.util
import socket
import subprocess
import sys
import threading
import time
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
    monkeypatch.setattr(module, "MAX_BODY_BYTES", 1 << 20)
    assert post(server, "/encode", bytes(8 << 20))[0] == 413


def test_http_service_has_so_many_places(service, png, monkeypatch):
    """As many clients as there are places send nothing: the next is refused, and served later."""
    module, server = service
    monkeypatch.setattr(module, "READ_TIMEOUT_S", 60)
    waiting = [half_a_request(server, 100) for _ in range(module.WORKERS + module.WAITING)]
    assert eventually(lambda: post(server, "/encode", png.read_bytes())[0] == 503)
    for client in waiting:
        client.close()
    assert eventually(lambda: post(server, "/encode", png.read_bytes())[0] == 200)


@pytest.mark.parametrize("drips", [False, True])
def test_http_service_gives_up_on_a_slow_client(service, monkeypatch, drips):
    module, server = service
    monkeypatch.setattr(module, "READ_TIMEOUT_S", 0.5)
    client = half_a_request(server, 1000)
    start_s = time.monotonic()
    if drips:  # each byte in time, all of them never
        for _ in range(10):
            client.sendall(b"x")
            time.sleep(0.1)
    assert b" 408 " in client.makefile("rb").readline()
    assert time.monotonic() - start_s < 30
    client.close()
    assert eventually(lambda: server.places._value == module.WORKERS + module.WAITING)


def half_a_request(server, length):
    """A client that says it will send `length` bytes."""
    client = socket.create_connection(server.server_address, timeout=60)
    client.sendall(b"POST /encode HTTP/1.0\r\nContent-Length: %d\r\n\r\n" % length)
    return client


def eventually(is_so, within_s=30):
    end_s = time.monotonic() + within_s
    while not is_so() and time.monotonic() < end_s:
        time.sleep(0.05)
    return is_so()
