"""One training step of the network of 5.1: forward, cross-entropy, backward, Adam; float32.

Worker: python -m benchmarks.training LIBRARY SECONDS
"""

import json
import sys

import numpy as np

from ._worker import sample

LIBRARIES = ["numpy", "torch", "keras"]
BATCHES = [32, 128]


def batch_of(size):
    """Images in NCHW and their classes. Random: the time of a step does not depend on them."""
    rng = np.random.default_rng(0)
    x = rng.random((size, 1, 28, 28), dtype=np.float32)
    return x, rng.integers(0, 10, size)


def numpy_step(x, y):
    from dlcourse.functional import cross_entropy_backward, cross_entropy_forward
    from dlcourse.layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
    from dlcourse.optim import Adam

    rng = np.random.default_rng(0)
    model = Sequential(
        *(Conv2d(1, 32, 3, rng=rng), ReLU(), MaxPool2d(2)),
        *(Conv2d(32, 64, 3, rng=rng), ReLU(), MaxPool2d(2)),
        *(Flatten(), Linear(1600, 10, rng=rng)),
    )
    optimizer = Adam(model.params)
    dloss = np.float32(1)

    def step():
        loss, cache = cross_entropy_forward(model(x), targets=y)
        model.backward(cross_entropy_backward(dloss, cache))
        optimizer.step(model.grads)
        return float(loss)

    return step


def torch_step(x, y):
    import torch
    from torch import nn

    model = nn.Sequential(
        *(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(1600, 10)),
    )
    optimizer = torch.optim.Adam(model.parameters())
    x, y = torch.from_numpy(x), torch.from_numpy(y)

    def step():
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def keras_step(x, y):
    import tensorflow as tf
    from keras import Input, Sequential, layers, losses

    model = Sequential(
        [
            Input((28, 28, 1)),
            *(layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2)),
            *(layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(2)),
            *(layers.Flatten(), layers.Dense(10)),
        ]
    )
    loss = losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss)
    x, y = tf.constant(x.transpose(0, 2, 3, 1)), tf.constant(y)
    return lambda: float(model.train_on_batch(x, y))


def main(library, seconds):
    make = {"numpy": numpy_step, "torch": torch_step, "keras": keras_step}[library]
    times = {}
    for size in BATCHES:
        step = make(*batch_of(size))
        first = step()
        times[f"training step, batch {size}"] = sample(step, float(seconds) / len(BATCHES))
        assert step() < first, f"{library} does not learn"
    print(json.dumps(times))


if __name__ == "__main__":
    main(*sys.argv[1:])
