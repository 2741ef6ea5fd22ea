"""Gaussians on a ring, and measures of what is generated: coverage, confidence, copies."""

import numpy as np
import pytest

from dlcourse.data import ring, ring_centers
from dlcourse.metrics import ModeCoverage, class_coverage, mode_coverage, nearest_examples


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_centers_lie_on_the_circle_in_equal_steps():
    centers = ring_centers(modes=8, radius=2.0, dtype=np.float64)
    assert np.hypot(*centers.T) == pytest.approx(np.full(8, 2.0))
    sides = np.linalg.norm(centers - np.roll(centers, 1, axis=0), axis=1)
    assert sides == pytest.approx(np.full(8, 4 * np.sin(np.pi / 8)))
    assert centers[0] == pytest.approx([2, 0])
    assert centers[1] == pytest.approx([np.sqrt(2), np.sqrt(2)])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_points_are_drawn_around_all_centers(dtype, rng):
    points = ring(40_000, modes=5, radius=3.0, std=0.1, rng=rng, dtype=dtype)
    centers = ring_centers(modes=5, radius=3.0)
    assert points.dtype == dtype
    nearest = np.linalg.norm(points[:, None] - centers, axis=2).argmin(axis=1)
    # Four standard deviations of a share, a mean and a spread
    share = np.bincount(nearest, minlength=5) / len(points)
    assert np.abs(share - 0.2).max() < 4 * np.sqrt(0.2 * 0.8 / 40_000)
    for k in range(5):
        off = points[nearest == k] - centers[k]
        assert np.abs(off.mean(axis=0)).max() < 4 * 0.1 / np.sqrt(8000)
        assert off.std(axis=0) == pytest.approx([0.1, 0.1], rel=4 / np.sqrt(16_000))


def test_one_seed_gives_the_same_points():
    first, again = (ring(7, rng=np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first, again)
    assert ring(0, rng=np.random.default_rng(3)).shape == (0, 2)


def test_the_real_points_find_every_mode(rng):
    coverage = mode_coverage(ring(2500, rng=rng), ring_centers(), std=0.02)
    assert coverage.found == 8
    # Of a Gaussian in the plane, 1 - exp(-3²/2) lie within 3 standard deviations.
    assert coverage.high_quality == pytest.approx(1 - np.exp(-4.5), abs=0.01)
    assert coverage.counts.sum() == round(2500 * coverage.high_quality)


CENTERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 5.0]])


def test_coverage_by_hand():
    points = np.array([[0.3, 0.0], [0.31, 0.0], [0.9, 0.0], [1.0, 0.1], [9.0, 9.0]])
    found = mode_coverage(points, CENTERS, std=0.1)
    assert found.found == 2
    assert found.high_quality == 3 / 5
    assert np.array_equal(found.counts, [1, 2, 0])
    assert mode_coverage(points, CENTERS, std=0.1, at_least=2).found == 1
    assert mode_coverage(points, CENTERS, std=0.1, deviations=0.5).found == 0
    assert isinstance(found, ModeCoverage)


def test_a_point_counts_for_the_nearest_mode_only():
    """Both modes are within 3 standard deviations of the point."""
    found = mode_coverage(np.array([[0.4, 0.0]]), CENTERS, std=1.0)
    assert np.array_equal(found.counts, [1, 0, 0])


def test_class_coverage_by_hand():
    probabilities = np.array([[0.7, 0.2, 0.1], [0.1, 0.2, 0.7], [0.9, 0.1, 0.0]], np.float32)
    found = class_coverage(probabilities)
    assert found.found == 2
    assert found.confidence == pytest.approx((0.7 + 0.7 + 0.9) / 3)
    assert np.array_equal(found.counts, [2, 0, 1])
    assert class_coverage(probabilities, at_least=2).found == 1


@pytest.mark.parametrize("shape", [(), (3,), (2, 3, 4)])
def test_nearest_examples_against_the_definition(shape, rng):
    images, examples = rng.standard_normal((5, *shape)), rng.standard_normal((7, *shape))
    found = nearest_examples(images, examples)
    distances = [[np.sqrt(((a - b) ** 2).sum()) for b in examples] for a in images]
    assert np.array_equal(found.index, np.argmin(distances, axis=1))
    assert found.distance == pytest.approx(np.min(distances, axis=1))
    copies = nearest_examples(examples[[4, 2]], examples)
    assert np.array_equal(copies.index, [4, 2])
    assert not copies.distance.any()
    assert nearest_examples(images[:0], examples).index.shape == (0,)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda r: ring(-1, rng=r), "count must be an integer of at least 0, got -1"),
        (lambda r: ring(5, std=-1, rng=r), "std must be a number of at least 0, got -1"),
        (lambda r: ring(5, rng=0), "rng must be a numpy.random.Generator, got int"),
        (lambda r: ring(5, modes=0, rng=r), "modes must be an integer of at least 1, got 0"),
        (lambda r: ring(5, radius=0, rng=r), "radius must be above 0, got 0"),
        (lambda r: ring_centers(dtype=int), "dtype must be float32 or float64, got <class 'int'>"),
        (lambda r: mode_coverage(CENTERS[0], CENTERS, std=1), r"got \(2,\) and \(3, 2\)"),
        (lambda r: mode_coverage(CENTERS[:0], CENTERS, std=1), r"got \(0, 2\) and \(3, 2\)"),
        (lambda r: mode_coverage(CENTERS[:, :1], CENTERS, std=1), r"got \(3, 1\) and \(3, 2\)"),
        (lambda r: mode_coverage(CENTERS, CENTERS, std=0), "std must be above 0, got 0"),
        (
            lambda r: mode_coverage(CENTERS, CENTERS, std=1, deviations=-1),
            "deviations must be a number of at least 0",
        ),
        (
            lambda r: mode_coverage(CENTERS, CENTERS, std=1, at_least=0),
            "at_least must be an integer of at least 1",
        ),
        (lambda r: class_coverage(CENTERS), "probabilities must be at least 0 in rows that sum"),
        (lambda r: class_coverage(np.ones(3)), r"must have shape \(N, V\), got \(3,\)"),
        (lambda r: class_coverage(np.ones((2, 1)), at_least=0), "at_least must be an integer"),
        (lambda r: nearest_examples(CENTERS, CENTERS[:, :1]), r"got \(3, 2\) and \(3, 1\)"),
        (lambda r: nearest_examples(CENTERS, CENTERS[:0]), r"got \(3, 2\) and \(0, 2\)"),
    ],
)
def test_refuses(call, message, rng):
    with pytest.raises(ValueError, match=message):
        call(rng)
