"""The small products of a step of a recurrent layer.

A step multiplies a state, N · H numbers, by the weights of a few gates. A library for matrix
products first copies its factors into an order that suits it, or calls other cores to help. For so
small a product that costs up to as much as the product itself. OpenBLAS, the library that NumPy
brings along, does neither where rows · columns · terms is at most a million (on processors for
which it has such routines, those with AVX-512 among them). So weights are kept in blocks of a few
columns, each block in one piece, and multiplied block by block. Elsewhere this changes little.
"""

import numpy as np

SMALL = 1_000_000


def in_blocks(w, gates, examples):
    """The weights of each gate, w (G · H, K), for ``product``: transposed, (G, B, K, H/B)."""
    hidden, terms = len(w) // gates, w.shape[1]
    count = _count(hidden, terms, examples)
    return np.ascontiguousarray(w.reshape(gates, count, hidden // count, terms).swapaxes(2, 3))


def product(z, blocks, out):
    """out[g] = z w[g]ᵀ: z (N, K) and out (G, N, H)."""
    np.matmul(z, blocks, out=_split(out, blocks))


def in_blocks_transposed(w, gates, examples):
    """The weights of each gate, w (G · H, K), for ``product_transposed``: (G, B, H, K/B)."""
    hidden, columns = len(w) // gates, w.shape[1]
    count = _count(columns, hidden, examples)
    return np.ascontiguousarray(w.reshape(gates, hidden, count, columns // count).swapaxes(1, 2))


def product_transposed(da, blocks):
    """Σ_g da[:, g] w[g]: da (N, G, H), the result (N, K)."""
    gates, count, _, width = blocks.shape
    parts = np.empty((gates, len(da), count * width), da.dtype)
    np.matmul(da.swapaxes(0, 1)[:, None], blocks, out=_split(parts, blocks))
    return np.add.reduce(parts, axis=0)


def _split(out, blocks):
    """The same memory, (G, N, H) as (G, B, N, H/B)."""
    gates, n, hidden = out.shape
    return out.reshape(gates, n, blocks.shape[1], blocks.shape[3]).swapaxes(1, 2)


def _count(columns, terms, examples):
    """How many blocks: each of at most 64 columns, and small for OpenBLAS and the first cache."""
    widest = min(64 if terms <= 128 else 32, SMALL // max(terms * examples, 1))
    counts = (count for count in range(1, columns // 16 + 1) if columns % count == 0)
    return next((count for count in counts if columns // count <= widest), 1)
