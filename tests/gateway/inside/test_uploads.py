"""Request bodies that the browser keeps."""

from __future__ import annotations

import os
import typing as t

import js
import pytest
from pyodide.ffi import run_sync, to_js

from hipflask import Flask, request
from hipflask.browser import Gateway, build_environ
from hipflask.browser.environ import Body
from hipflask.browser.uploads import READ_SIZE, open_blob, open_spooled

CONTENT = bytes(range(251)) * 12_000  # about 3 MB


def blob(content: bytes) -> t.Any:
    return js.Blob.new(to_js([content]))


@pytest.mark.parametrize("size", [-1, 1, 1000, READ_SIZE, READ_SIZE + 1])
def test_blob_is_read_in_pieces(size: int) -> None:
    content = CONTENT[:2000] if size == 1 else CONTENT
    stream = open_blob(blob(content))
    assert b"".join(iter(lambda: stream.read(size), b"")) == content


def test_lines_of_a_blob() -> None:
    assert list(open_blob(blob(b"one\ntwo\nthree"))) == [b"one\n", b"two\n", b"three"]


def test_spooled_file_is_gone_when_it_is_closed() -> None:
    with open("/tmp/spooled", "wb") as file:
        file.write(CONTENT)
    stream = open_spooled("/tmp/spooled")
    assert not os.path.exists("/tmp/spooled")
    assert stream.read() == CONTENT
    stream.close()


def test_upload_arrives() -> None:
    app = Flask(__name__, static_folder=None)

    @app.post("/")
    def receive() -> dict[str, t.Any]:
        file = request.files["file"]
        return {
            "same": file.read() == CONTENT,
            "name": file.filename,
            "length": request.content_length,
        }

    form = js.FormData.new()
    form.append("file", blob(CONTENT), "bytes.bin")
    sent = js.Request.new("https://example.org/", method="POST", body=form)
    content_type = sent.headers.get("content-type")
    content = run_sync(sent.blob())
    body = Body(open_blob(content), content.size)
    headers = [("Content-Type", content_type)]
    answer = Gateway(app).handle(build_environ("POST", sent.url, "", headers, body))
    assert answer.read() == b'{"length":%d,"name":"bytes.bin","same":true}\n' % content.size
