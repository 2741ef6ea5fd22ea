"""Looking for scratches: numbers that measure contrast, a small convolutional network."""

import numpy as np

from ...data import textures
from ...layers import AdaptiveAvgPool2d, Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
from ...metrics import roc_auc_score
from ...train import predict
from ..annealed import fit_annealed
from ..scores import log_odds
from ..tuned import tuned_logistic


def contrast_numbers(x):
    """Ten numbers that say how bright and how rough each patch is.

    Mean, standard deviation, least and greatest brightness; then mean and greatest size of the
    steps across, of the steps down, and of 4 x[i, j] less its four neighbors.

    Parameters
    ----------
    x : array (N, 1, H, W)

    Returns
    -------
    array (N, 10)

    Examples
    --------
    >>> edge = np.zeros((1, 1, 4, 4))
    >>> edge[..., 2:] = 1  # one step of 1 in each row, none in the columns
    >>> contrast_numbers(edge)[0, 4:8].round(2)
    array([0.33, 1.  , 0.  , 0.  ])
    """
    x = x[:, 0]
    across, down = np.diff(x, axis=2), np.diff(x, axis=1)
    neighbors = x[:, :-2, 1:-1] + x[:, 2:, 1:-1] + x[:, 1:-1, :-2] + x[:, 1:-1, 2:]
    columns = [measure(x, axis=(1, 2)) for measure in (np.mean, np.std, np.min, np.max)]
    for steps in (across, down, 4 * x[:, 1:-1, 1:-1] - neighbors):
        columns += [np.abs(steps).mean(axis=(1, 2)), np.abs(steps).max(axis=(1, 2))]
    return np.stack(columns, axis=1)


def level(x):
    """Give each patch the mean 0 and the standard deviation 1, whatever light it was taken in.

    A patch of one brightness becomes zeros.

    Parameters
    ----------
    x : array (N, 1, H, W)

    Returns
    -------
    array like x

    Examples
    --------
    >>> level(np.array([[[[3.0, 5.0]]]]))
    array([[[[-1.,  1.]]]])
    """
    centered = x - x.mean(axis=(2, 3), keepdims=True)
    return centered / np.maximum(x.std(axis=(2, 3), keepdims=True), 1e-6)


def inspector(rng):
    """A network for patches of any size: three 3x3 convolutions, a global average, one Linear."""
    return Sequential(
        Conv2d(1, 6, 3, padding=1, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Conv2d(6, 12, 3, rng=rng),
        ReLU(),
        Conv2d(12, 12, 3, rng=rng),
        ReLU(),
        AdaptiveAvgPool2d(1),
        Flatten(),
        Linear(12, 2, rng=rng),
    )


def train_inspector(x, y, *, epochs=6, rng):
    """Train an `inspector` with cross-entropy and Adam, the rate falling from 0.01 to 0.

    Parameters
    ----------
    x : array (N, 1, H, W), float32
    y : array of int (N,)
        1 for a scratch.
    epochs : int
    rng : numpy.random.Generator
        For the first weights and the order of the patches.

    Returns
    -------
    Sequential
    """
    model = inspector(rng)
    fit_annealed(model, x, y, lr=0.01, epochs=epochs, rng=rng)
    return model


def scratch_votes(model, x):
    """The score of each place, whose mean over the places is the patch's score.

    The average over the places and the Linear are both linear, so they can change places: let the
    Linear read each place, as a 1x1 convolution does, and average what it says.

        score = Σ_c (w[1, c] - w[0, c]) mean_ij f[c, i, j] + b[1] - b[0] = mean_ij vote[i, j]

    Parameters
    ----------
    model : Sequential
        An `inspector`.
    x : array (N, 1, H, W)

    Returns
    -------
    array (N, H', W')

    References
    ----------
    B. Zhou, A. Khosla, A. Lapedriza, A. Oliva, A. Torralba (2016), Learning deep features for
    discriminative localization: class activation maps.
    """
    *body, _average, _flatten, head = model
    maps = predict(Sequential(*body), x)
    weight, bias = head.params["weight"], head.params["bias"]
    return np.einsum("c,ncij->nij", weight[1] - weight[0], maps) + bias[1] - bias[0]


def wall_halves(seed):
    """Patches of the left and of the right half, with scratches of one seed."""
    rng = np.random.default_rng(seed)
    return textures("train", rng=rng), textures("test", rng=rng)


def tuned_scores(features, train, test, *, strengths=(1e-4, 1e-2, 1, 100)):
    """Scores of a `tuned_logistic` on features of the patches: (of train, of test).

    The strength is the one of the best area under the ROC curve; patches of one row of the wall
    stay together in the folds.
    """
    settings = {"strengths": strengths, "scoring": "roc_auc", "groups": train.corner[:, 0]}
    model = tuned_logistic(features(train.x), train.y, **settings).model
    return [model.decision_function(features(part.x)) for part in (train, test)]


def contrast_scores(train, test, seed=0, prepare=lambda x: x):
    """Scores of a logistic regression with C = 1 on `contrast_numbers`: (of train, of test)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    inputs = [contrast_numbers(prepare(part.x)) for part in (train, test)]
    return [model.fit(inputs[0], train.y).decision_function(x) for x in inputs]


def network_scores(train, test, seed):
    """Scores of an `inspector` on leveled patches: (of train, of test)."""
    model = train_inspector(level(train.x), train.y, rng=np.random.default_rng(seed))
    return [log_odds(model, level(part.x)) for part in (train, test)]


def alarms(scores, train, test, allowed=0.01):
    """Set a threshold on the clean training patches; what it gives on the test patches.

    The threshold is the score that the share `allowed` of the clean training patches reach.

    Returns
    -------
    false, found : float
        Shares of the clean and of the scratched test patches at or above it.
    """
    threshold = np.quantile(scores[0][train.y == 0], 1 - allowed)
    called = scores[1] >= threshold
    return called[test.y == 0].mean(), called[test.y == 1].mean()


def unseen_wall(method, name, seed):
    """Train on two textures, test on the third: its AUC, false alarms and scratches found."""
    train, test = wall_halves(seed)
    train, test = train[train.texture != name], test[test.texture == name]
    scores = method(train, test, seed)
    return roc_auc_score(test.y, scores[1]), *alarms(scores, train, test)
