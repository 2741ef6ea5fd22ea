"""A small network in Keras, on whichever back end the process has."""


def keras_steps(x, y, *start):
    """Train for as many batches of 32 as there are, without shuffling.

    It stands alone, so that `Worker.run` can send it to another process.

    Parameters
    ----------
    x : array (N, 8, 8, 1)
    y : array (N,), integer
        Classes from 0 to 9.
    *start : arrays
        Weight and bias of Conv2D(8, 3), Dense(32) and Dense(10), as Keras lays them out.

    Returns
    -------
    losses : array (N // 32,)
        Each before its step; stochastic gradient descent with rate 0.1.
    weight : array (288, 32)
        Of the layer in the middle, at the end.
    """
    import keras
    import numpy as np

    layers = keras.layers
    first = layers.Conv2D(8, 3, activation="relu")
    rest = layers.Flatten(), layers.Dense(32, activation="relu"), layers.Dense(10)
    model = keras.Sequential([keras.Input((8, 8, 1)), first, *rest])
    model.set_weights(start)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.1), loss)
    batches = [slice(i, i + 32) for i in range(0, len(x) - 31, 32)]
    losses = [float(model.train_on_batch(x[k], y[k])) for k in batches]
    return np.array(losses), model.get_weights()[2]
