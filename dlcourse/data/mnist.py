"""MNIST and Fashion-MNIST: downloaded once, checked every time."""

import functools
import gzip
from dataclasses import dataclass

import numpy as np

from ._check import check_split
from ._download import Remote, fetch, home

FASHION_CLASSES = (
    "T-shirt", "trousers", "pullover", "dress", "coat",
    "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip
"""What the labels of Fashion-MNIST stand for."""


@dataclass(frozen=True)
class Collection:
    """Images and labels of two splits, and the servers that hold them.

    Attributes
    ----------
    folder : str
        Name of the folder in `home`.
    mirrors : tuple of str
    files : dict of str to (Remote, Remote)
        Images and labels of each split.
    """

    folder: str
    mirrors: tuple[str, ...]
    files: dict[str, tuple[Remote, Remote]]


def _files(*checksums):
    names = "train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"
    remotes = [
        Remote(f"{name}-ubyte.gz", *entry) for name, entry in zip(names, checksums, strict=True)
    ]
    return {"train": tuple(remotes[:2]), "test": tuple(remotes[2:])}


_MNIST = Collection(
    "mnist",
    (
        "https://ossci-datasets.s3.amazonaws.com/mnist",
        "https://storage.googleapis.com/cvdf-datasets/mnist",
    ),
    _files(
        (9912422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
        (28881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
        (1648877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
        (4542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
    ),
)

_FASHION_MNIST = Collection(
    "fashion-mnist",
    (
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
    ),
    _files(
        (26421880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
        (29515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
        (4422102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
        (5148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
    ),
)


def mnist(split="train"):
    """Return the MNIST handwritten digits, downloading them (12 MB) the first time.

    The files are kept in ``$DLCOURSE_HOME/mnist`` (``~/.dlcourse/mnist`` when it is not set).

    Parameters
    ----------
    split : {"train", "test"}
        60000 images, or 10000 by other writers.

    Returns
    -------
    x : ndarray, shape (N, 1, 28, 28), float32
        Ink, from 0 (paper) to 1. The 60000 images take 188 MB of memory.
    y : ndarray, shape (N,), int64
        The digit, 0 to 9.

    Raises
    ------
    ValueError
        If `split` is neither.
    DownloadError
        If the files are not there and cannot be fetched. The message says what to do.

    Notes
    -----
    Source: Y. LeCun, C. Cortes and C. J. C. Burges (1998), The MNIST database of handwritten
    digits, made from NIST's databases; license CC BY-SA 3.0.
    """
    return _load(_MNIST, split)


def fashion_mnist(split="train"):
    """Return Fashion-MNIST, articles of clothing, downloading it (31 MB) the first time.

    As `mnist`, which it is made to replace; `FASHION_CLASSES` names the ten classes.

    Parameters
    ----------
    split : {"train", "test"}
        60000 or 10000 images.

    Returns
    -------
    x : ndarray, shape (N, 1, 28, 28), float32
    y : ndarray, shape (N,), int64

    Raises
    ------
    ValueError
        If `split` is neither.
    DownloadError
        If the files are not there and cannot be fetched. The message says what to do.

    Notes
    -----
    Source: H. Xiao, K. Rasul and R. Vollgraf (2017), Fashion-MNIST: a novel image dataset for
    benchmarking machine learning algorithms; license MIT.
    """
    return _load(_FASHION_MNIST, split)


def parse_idx(content):
    """Return the array in a file of the IDX format.

    Two zero bytes, the type (8: unsigned byte), the number of axes, each axis's length as four
    bytes with the most significant first, then the values with the last axis fastest.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    ndarray, uint8

    Raises
    ------
    ValueError
        If `content` does not begin so, or is longer or shorter than its header says.

    Examples
    --------
    >>> parse_idx(bytes([0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 3, 7, 8, 9])).tolist()
    [[7, 8, 9]]
    """
    if not isinstance(content, bytes):
        raise ValueError(f"content must be bytes, got {type(content).__name__}")
    if len(content) < 4 or content[:3] != b"\x00\x00\x08":
        raise ValueError(f"content is no IDX file of unsigned bytes: it begins {content[:4]!r}")
    start = 4 + 4 * content[3]
    if len(content) < start:
        raise ValueError(f"content ends inside its header, after {len(content)} bytes")
    shape = tuple(np.frombuffer(content[4:start], ">u4").tolist())
    values = np.frombuffer(content, np.uint8, offset=start)
    if values.size != np.prod(shape, dtype=np.int64):
        raise ValueError(f"content has {values.size} values but its header says {shape}")
    return values.reshape(shape)


def _load(collection, split):
    check_split(split, allowed=tuple(collection.files))
    get = functools.partial(fetch, mirrors=collection.mirrors, folder=home() / collection.folder)
    images, labels = (parse_idx(gzip.decompress(get(file))) for file in collection.files[split])
    return images[:, None].astype(np.float32) / 255, labels.astype(np.int64)
