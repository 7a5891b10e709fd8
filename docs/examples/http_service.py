# SPDX-License-Identifier: Apache-2.0
"""A small HTTP service: POST /encode?quality=80 with a picture, get a JPEG back.

    python http_service.py 8080
    curl --data-binary @photo.png 'http://127.0.0.1:8080/encode?quality=80' -o photo.jpg

One model is kept for all requests. At most WORKERS encode at once and WAITING stand in line; more
are answered 503. A body or a picture that is too large is answered 413 before it is read or
decoded, a client that is too slow 408, an encode that takes too long 504. Listens on loopback.
"""

import io
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import numpy as np
from PIL import Image, UnidentifiedImageError

import jpegaware

WORKERS = 2
WAITING = 8
MAX_BODY_BYTES = 32 << 20
MAX_PIXELS = 50_000_000
READ_TIMEOUT_S = 10
ENCODE_TIMEOUT_S = 10
LINGER_S = 2


class Refusal(Exception):
    """An HTTP status with a sentence."""

    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status


class Service(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address):
        super().__init__(address, Handler)
        self.model = jpegaware.Model()
        self.workers = threading.Semaphore(WORKERS)
        self.places = threading.Semaphore(WORKERS + WAITING)


class Handler(BaseHTTPRequestHandler):
    timeout = READ_TIMEOUT_S  # of every read of the headers; the body's own is read_body()'s

    def do_POST(self):
        try:
            self.answer(200, "image/jpeg", self.encode())
        except Refusal as refusal:
            self.answer(refusal.status, "text/plain", str(refusal).encode())

    def encode(self):
        url = urlsplit(self.path)
        if url.path != "/encode":
            raise Refusal(404, "the only address is /encode")
        quality = parse_qs(url.query).get("quality", ["80"])[0]
        if not quality.isdecimal():
            raise Refusal(400, f"quality: {quality} is not a number from 1 to 100")
        if not self.server.places.acquire(blocking=False):
            raise Refusal(503, "too many requests are waiting; try again in a moment")
        try:
            picture = self.read_picture()
            with self.server.workers:
                return self.encode_picture(picture, int(quality))
        finally:
            self.server.places.release()

    def read_picture(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            raise Refusal(411, "a Content-Length is needed")
        if int(length) > MAX_BODY_BYTES:
            raise Refusal(413, f"{length} bytes are more than {MAX_BODY_BYTES}")
        body = self.read_body(int(length))
        try:
            picture = Image.open(io.BytesIO(body))
            if picture.width * picture.height > MAX_PIXELS:
                raise Refusal(413, f"the picture has more than {MAX_PIXELS} pixels")
            return np.asarray(picture.convert("RGB"))
        except (UnidentifiedImageError, OSError) as problem:
            raise Refusal(415, f"not a picture that can be read: {problem}") from None

    def read_body(self, length):
        """All of it within READ_TIMEOUT_S, however slowly it drips."""
        body = bytearray()
        end_s = time.monotonic() + READ_TIMEOUT_S
        while len(body) < length:
            self.connection.settimeout(max(end_s - time.monotonic(), 1e-3))
            try:
                part = self.rfile.read1(min(length - len(body), 1 << 16))
            except TimeoutError:
                raise Refusal(
                    408, f"{len(body)} of {length} bytes came in {READ_TIMEOUT_S} s"
                ) from None
            if not part:
                raise Refusal(400, f"the body ended after {len(body)} of {length} bytes")
            body += part
        return body

    def encode_picture(self, picture, quality):
        try:
            return jpegaware.encode(
                picture, quality, model=self.server.model, time_limit_s=ENCODE_TIMEOUT_S
            )
        except jpegaware.InvalidArgument as problem:
            raise Refusal(400, str(problem)) from None
        except jpegaware.Aborted as problem:
            raise Refusal(504, str(problem)) from None
        except jpegaware.Error as problem:
            raise Refusal(500, str(problem)) from None

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        if status != 200:
            self.let_it_be_read()

    def let_it_be_read(self):
        """Closing while the client still sends would take the answer from it: what comes is thrown
        away until it hangs up, for LINGER_S at most."""
        end_s = time.monotonic() + LINGER_S
        try:
            self.connection.shutdown(socket.SHUT_WR)
            while (left_s := end_s - time.monotonic()) > 0:
                self.connection.settimeout(left_s)
                if not self.connection.recv(1 << 16):
                    break
        except OSError:
            pass  # it is gone


if __name__ == "__main__":
    Service(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8080)).serve_forever()
