"""The descent lab: its path is the optimizer's, and its verdicts are true."""

import numpy as np
import pytest

from dlcourse.labs import descent
from dlcourse.labs.descent.surfaces import SURFACES
from dlcourse.optim import SGD


@pytest.mark.parametrize("name", SURFACES)
def test_gradients_of_the_surfaces(name):
    surface, step = SURFACES[name], 1e-6
    for w in np.random.default_rng(0).uniform(-2, 2, (5, 2)):
        numeric = [
            (surface.loss(w + step * e) - surface.loss(w - step * e)) / (2 * step)
            for e in np.eye(2)
        ]
        np.testing.assert_allclose(surface.gradient(w), numeric, atol=1e-7)
        assert surface.loss(w) >= 0


@pytest.mark.parametrize("name", SURFACES)
def test_least_loss_is_zero(name):
    grid = np.stack(np.meshgrid(np.linspace(-2, 2, 801), np.linspace(-2, 2, 801)))
    assert 0 <= SURFACES[name].loss(grid).min() < 1e-4


def test_path_is_that_of_the_optimizer():
    lab = descent("banana")
    lab.learning_rate, lab.momentum, lab.steps = 0.01, 0.7, 15
    w = lab.path[0].copy()
    optimizer = SGD([w], lr=0.01, momentum=0.7)
    for step in range(15):
        optimizer.step([SURFACES["banana"].gradient(w)])
        np.testing.assert_allclose(lab.path[step + 1], w, rtol=1e-12)
    np.testing.assert_allclose(lab.losses, SURFACES["banana"].loss(lab.path.T))


@pytest.mark.parametrize("name", ["bowl", "narrow valley"])
@pytest.mark.parametrize("momentum", [0.0, 0.5])
def test_the_limit_is_where_descent_ends(name, momentum):
    lab = descent(name)
    lab.momentum, lab.steps = momentum, 100
    lab.learning_rate = 0.9 * lab.limit
    assert lab.verdict == "converges"
    lab.learning_rate = 1.05 * lab.limit
    assert lab.verdict == "diverges"
    assert "not below" in lab.words.value


def test_verdicts():
    lab = descent("narrow valley")
    verdicts = {}
    for lab.learning_rate in (0.01, 0.15, 0.2, 0.3):
        verdicts[lab.learning_rate] = lab.verdict
        assert lab.verdict in lab.alt
    assert verdicts == {
        0.01: "still moving", 0.15: "converges", 0.2: "oscillates", 0.3: "diverges"
    }  # fmt: skip


def test_no_limit_is_claimed_where_curvature_varies():
    lab = descent("saddle")
    assert lab.limit is None
    assert "Limit" not in lab.words.value


def test_running_away_stops():
    lab = descent("banana")
    lab.learning_rate, lab.steps = 3.0, 100
    assert lab.verdict == "diverges"
    assert len(lab.path) < 20
    assert np.isfinite(lab.path).all()


def test_verdicts_stand_in_sentences():
    lab = descent("narrow valley")
    sentences = {0.01: ("it is still moving", "it is <b>still moving</b>."),
                 0.15: ("it converges", "it <b>converges</b>.")}  # fmt: skip
    for lab.learning_rate, (alt, words) in sentences.items():
        assert f": {alt}, from" in lab.alt
        assert words in lab.words.value
