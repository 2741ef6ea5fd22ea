"""Downloads, from a server on this machine that misbehaves in every way that servers do."""

import gzip
import hashlib
import http.server
import multiprocessing
import re
import struct
import sys
import threading

import numpy as np
import pytest

from dlcourse.data import DownloadError, fashion_mnist, mnist
from dlcourse.data._download import Remote, fetch, home
from dlcourse.data.mnist import Collection, parse_idx

mnist_module = sys.modules["dlcourse.data.mnist"]


def idx(array):
    header = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    return header + array.astype(np.uint8).tobytes()


RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (5, 28, 28), np.uint8)
LABELS = np.array([3, 1, 4, 1, 5], np.uint8)
CONTENT = gzip.compress(idx(IMAGES), mtime=0)
REMOTE = Remote("images.gz", len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


class Server(http.server.ThreadingHTTPServer):
    """Serves `files`; `faults` holds one fault for each of the next requests."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.faults, self.ranges = {}, [], []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        fault = self.server.faults.pop(0) if self.server.faults else ""
        asked = self.headers.get("Range")
        self.server.ranges.append(asked)
        body = self.server.files.get(self.path.strip("/"))
        if body is None or fault == "missing":
            return self.send_error(404)
        total, start = len(body), 0
        if fault == "altered":
            body = body[:-1] + bytes([body[-1] ^ 1])
        if asked and fault != "no range":
            start = int(re.fullmatch(r"bytes=(\d+)-", asked)[1])
            self.send_response(206)
            first = start + 1 if fault == "wrong range" else start
            self.send_header("Content-Range", f"bytes {first}-{total - 1}/{total}")
        else:
            self.send_response(200)
        body = body[start:]
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if fault == "breaks off" else body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    server = Server()
    server.files[REMOTE.name] = CONTENT
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def gone():
    """Address of a server that is not there."""
    server = Server()
    server.server_close()
    return server.url


def files_in(folder):
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".lock")


def test_fetched_once_and_then_read(server, tmp_path):
    for _ in range(2):
        assert fetch(REMOTE, [server.url], tmp_path) == CONTENT
    assert server.ranges == [None]
    assert files_in(tmp_path) == ["images.gz"]


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-7], lambda b: b[:9] + b"?" + b[10:], lambda b: b""]
)
def test_truncated_or_altered_file_is_fetched_again(server, tmp_path, damage):
    (tmp_path / REMOTE.name).write_bytes(damage(CONTENT))
    assert fetch(REMOTE, [server.url], tmp_path) == CONTENT
    assert (tmp_path / REMOTE.name).read_bytes() == CONTENT


def test_goes_on_where_the_connection_broke_off(server, tmp_path):
    server.faults = ["breaks off"]
    assert fetch(REMOTE, [server.url], tmp_path) == CONTENT
    assert server.ranges == [None, f"bytes={len(CONTENT) // 2}-"]


def test_goes_on_where_an_earlier_run_was_killed(server, tmp_path):
    (tmp_path / "images.gz.part").write_bytes(CONTENT[:100])
    assert fetch(REMOTE, [server.url], tmp_path) == CONTENT
    assert server.ranges == ["bytes=100-"]


def test_complete_but_not_yet_renamed(gone, server, tmp_path):
    (tmp_path / "images.gz.part").write_bytes(CONTENT)
    assert fetch(REMOTE, [gone, server.url], tmp_path) == CONTENT
    assert server.ranges == []


def test_starts_over_where_the_server_knows_no_ranges(server, tmp_path):
    server.faults = ["breaks off", "no range"]
    assert fetch(REMOTE, [server.url], tmp_path) == CONTENT
    assert len(server.ranges) == 2


def test_starts_over_where_the_beginning_was_wrong(server, tmp_path):
    (tmp_path / "images.gz.part").write_bytes(b"x" * 100)
    assert fetch(REMOTE, [server.url], tmp_path) == CONTENT
    assert server.ranges == ["bytes=100-", None]


def test_longer_than_expected_is_cut_and_refused(server, tmp_path):
    server.files[REMOTE.name] = b"x" + CONTENT
    with pytest.raises(DownloadError, match="checksum differ"):
        fetch(REMOTE, [server.url], tmp_path)
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("fault", ["altered", "missing", "wrong range"])
def test_next_mirror(server, tmp_path, fault):
    if fault == "wrong range":
        (tmp_path / "images.gz.part").write_bytes(CONTENT[:100])
    server.faults = [fault]
    assert fetch(REMOTE, [server.url, server.url + "/"], tmp_path) == CONTENT
    assert len(server.ranges) == 2


def test_altered_everywhere_leaves_nothing_behind(server, tmp_path):
    server.faults = ["altered"] * 9
    with pytest.raises(DownloadError, match="size or checksum differ"):
        fetch(REMOTE, [server.url], tmp_path)
    assert files_in(tmp_path) == []


def test_no_network_says_what_to_do(gone, tmp_path):
    (tmp_path / REMOTE.name).write_bytes(CONTENT[:50])
    with pytest.raises(DownloadError) as caught:
        fetch(REMOTE, [gone], tmp_path)
    message = str(caught.value)
    for part in (REMOTE.name, REMOTE.sha256, f"{REMOTE.size:,} bytes", str(tmp_path), gone):
        assert part in message
    assert "truncated or altered" in message
    assert "digits28()" in message


def test_readers_at_once_see_whole_files_only(server, tmp_path):
    server.faults = ["breaks off"] * 2
    context = multiprocessing.get_context("spawn")
    with context.Pool(4) as pool:
        jobs = [pool.apply_async(fetch, (REMOTE, [server.url], tmp_path)) for _ in range(12)]
        assert all(job.get(60) == CONTENT for job in jobs)
    # One of them fetched, in three pieces; the others waited and read.
    assert len(server.ranges) == 3
    assert files_in(tmp_path) == ["images.gz"]


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_public_functions(server, tmp_path, monkeypatch, name):
    remotes = []
    for file, array in {"train-images.gz": IMAGES, "train-labels.gz": LABELS}.items():
        server.files[file] = content = gzip.compress(idx(array))
        remotes.append(Remote(file, len(content), hashlib.sha256(content).hexdigest()))
    small = Collection(name, (server.url,), {"train": tuple(remotes)})
    monkeypatch.setattr(mnist_module, f"_{name.upper()}", small)
    monkeypatch.setenv("DLCOURSE_HOME", str(tmp_path))
    x, y = {"mnist": mnist, "fashion_mnist": fashion_mnist}[name]("train")
    assert x.shape == (5, 1, 28, 28)
    assert x.dtype == np.float32
    assert np.array_equal(np.round(x[:, 0] * 255), IMAGES)
    assert y.dtype == np.int64
    assert y.tolist() == [3, 1, 4, 1, 5]
    assert files_in(tmp_path / name) == ["train-images.gz", "train-labels.gz"]


def test_home_is_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("DLCOURSE_HOME", str(tmp_path))
    assert home() == tmp_path
    monkeypatch.delenv("DLCOURSE_HOME")
    assert home().name == ".dlcourse"


def test_collections_are_complete():
    for collection in (mnist_module._MNIST, mnist_module._FASHION_MNIST):
        assert len(collection.mirrors) >= 2
        remotes = [remote for pair in collection.files.values() for remote in pair]
        assert len({remote.sha256 for remote in remotes}) == 4
        assert all(re.fullmatch("[0-9a-f]{64}", remote.sha256) for remote in remotes)


@pytest.mark.parametrize("shape", [(7,), (2, 3), (2, 3, 4), (0, 28, 28)])
def test_idx(shape):
    array = RNG.integers(0, 256, shape, np.uint8)
    assert np.array_equal(parse_idx(idx(array)), array)
    assert parse_idx(idx(array)).shape == shape


BAD = [
    (b"", "begins b''"),
    (b"\x1f\x8b\x08\x00", "no IDX file of unsigned bytes"),
    (b"\x00\x00\x0d\x01\x00\x00\x00\x00", "no IDX file of unsigned bytes"),
    (b"\x00\x00\x08\x02\x00\x00\x00\x01", "ends inside its header, after 8 bytes"),
    (idx(LABELS)[:-1], r"content has 4 values but its header says \(5,\)"),
    (idx(LABELS) + b"x", r"content has 6 values but its header says \(5,\)"),
]


@pytest.mark.parametrize(("content", "message"), BAD)
def test_bad_idx_is_refused(content, message):
    with pytest.raises(ValueError, match=message):
        parse_idx(content)
