"""Value iteration on grids: against SciPy's Dijkstra, by hand, and where it is refused."""

import numpy as np
import pytest

from dlcourse.functional import conv2d_forward
from dlcourse.studies.driving import (
    WALL,
    action_prices,
    blocks,
    dijkstra,
    discounted,
    greedy_path,
    grid_graph,
    open_field,
    path_price,
    random_walls,
    serpentine,
    shift_kernels,
    spread,
    value_iteration,
)


def grids():
    rng = np.random.default_rng(0)
    yield "open", open_field(9)
    yield "blocks", blocks(17)
    yield "serpentine", serpentine(11)
    yield "walls", random_walls(23, prices=(1.0, 2.5, np.pi), rng=rng)
    yield "crowded", random_walls(23, share=0.5, prices=(0.1, 0.7), rng=rng)
    yield "oblong", random_walls(30, rng=rng)[:13]


@pytest.mark.parametrize("diagonal", [False, True])
def test_the_values_are_those_of_dijkstra(diagonal):
    for name, price in grids():
        ours = value_iteration(price, (0, 0), diagonal=diagonal).values
        measure = dijkstra(price, (0, 0), diagonal=diagonal)
        free = np.isfinite(price)
        assert np.array_equal(np.isfinite(ours), np.isfinite(measure)), name
        found = np.isfinite(measure)
        assert np.abs(ours[found] - measure[found]).max() < 1e-10, name
        assert not (found & ~free).any(), name


@pytest.mark.parametrize("diagonal", [False, True])
def test_a_greedy_path_costs_what_its_start_promises(diagonal):
    for name, price in grids():
        values = value_iteration(price, (0, 0), diagonal=diagonal).values
        for start in np.argwhere(np.isfinite(price))[::7]:
            path = greedy_path(values, price, start, diagonal=diagonal)
            if np.isinf(values[tuple(start)]):
                assert path == [], name
            else:
                assert path[0] == tuple(start) and path[-1] == (0, 0), name  # noqa: PT018
                assert path_price(path, price) == pytest.approx(values[tuple(start)], abs=1e-10)
                assert all(np.isfinite(price[cell]) for cell in path), name


def test_values_by_hand():
    price = np.array([[1.0, 9.0, 1.0], [2.0, np.inf, 4.0], [3.0, 5.0, 7.0]])
    # From (0, 2): over (0, 1) it costs 1 + 9; around the wall 1 + 4 + 7 + 5 + 3 + 2.
    expected = [[0, 9, 10], [2, np.inf, 14], [5, 10, 17]]
    assert value_iteration(price, (0, 0)).values.tolist() == expected


def test_a_diagonal_move_is_longer_and_passes_a_corner():
    price = np.array([[1.0, np.inf], [np.inf, 3.0]])
    assert np.isinf(value_iteration(price, (0, 0)).values[1, 1])
    assert value_iteration(price, (0, 0), diagonal=True).values[1, 1] == 3 * np.sqrt(2)


def test_the_sweeps_are_the_moves_of_the_longest_cheapest_way():
    for side in (5, 8):
        assert value_iteration(open_field(side), (0, 0)).sweeps == 2 * (side - 1)
        assert value_iteration(open_field(side), (0, 0), diagonal=True).sweeps == side - 1
    for side in (4, 12, 32):
        plan = value_iteration(serpentine(side), (0, 0))
        assert plan.sweeps == np.isfinite(serpentine(side)).sum() - 1


def test_after_k_sweeps_the_values_are_those_of_ways_of_k_moves():
    price = random_walls(12, prices=(1.0, 4.0), rng=np.random.default_rng(3))
    graph = grid_graph(price).toarray()
    weight = np.where(graph > 0, graph, np.inf).T  # weight[here, there]
    best = np.full(price.size, np.inf)
    best[0] = 0
    for values in spread(price, (0, 0)):
        assert np.array_equal(values.ravel(), best)
        best = np.minimum(best, (weight + best).min(axis=1))


def test_values_never_rise():
    steps = list(spread(random_walls(15, rng=np.random.default_rng(1)), (0, 0)))
    assert len(steps) > 5
    assert all((after <= before).all() for before, after in zip(steps, steps[1:], strict=False))


def test_each_channel_of_the_convolution_is_one_move():
    price, values = np.arange(1.0, 13).reshape(3, 4), np.arange(12.0).reshape(3, 4)[::-1].copy()
    stay, up, left, right, down = action_prices(values, price, shift_kernels())
    assert np.array_equal(stay, values)
    assert np.array_equal(up[1:], price[1:] + values[:-1])
    assert np.array_equal(down[:-1], price[:-1] + values[1:])
    assert np.array_equal(left[:, 1:], price[:, 1:] + values[:, :-1])
    assert np.array_equal(right[:, :-1], price[:, :-1] + values[:, 1:])
    assert (up[0] >= WALL).all() and (right[:, -1] >= WALL).all()  # noqa: PT018


def test_float32_stays_float32():
    plan = value_iteration(serpentine(8).astype(np.float32), (0, 0))
    assert plan.values.dtype == np.float32
    assert np.array_equal(plan.values, value_iteration(serpentine(8), (0, 0)).values)


def test_arguments_are_not_modified():
    price = random_walls(9, rng=np.random.default_rng(0))
    before = price.copy()
    values = value_iteration(price, (0, 0)).values
    kept = values.copy()
    greedy_path(values, price, (8, 8))
    assert np.array_equal(price, before)
    assert np.array_equal(values, kept)


def test_discounted_values_are_powers_until_they_vanish():
    for dtype, last in ((np.float32, 149), (np.float64, 1074)):
        values = discounted(serpentine(12), (0, 0), 0.5, dtype=dtype)
        distance = dijkstra(serpentine(12), (0, 0))
        free = np.isfinite(distance)
        assert values.dtype == dtype
        assert distance[free].max() < last
        assert np.array_equal(values[free], 0.5 ** distance[free])
        assert (values[~free] == 0).all()
    far = serpentine(32)
    distance = dijkstra(far, (0, 0))
    vanished = discounted(far, (0, 0), 0.5, dtype=np.float32) == 0
    assert np.array_equal(vanished, ~(distance <= 149))


def test_the_discount_sweep_is_a_convolution_and_a_maximum():
    kernels = 0.9 * shift_kernels()[1:, 1:]
    values = discounted(blocks(9), (0, 0), 0.9)
    again = conv2d_forward(values[None, None], kernels, padding=1)[0][0].max(axis=0)
    free = np.isfinite(blocks(9))
    free[0, 0] = False
    assert np.allclose(again[free], values[free], rtol=0, atol=1e-15)


@pytest.mark.parametrize(
    ("price", "goal", "message"),
    [
        (np.ones(3), (0, 0), r"price must have shape \(H, W\), got \(3,\)"),
        (np.zeros((2, 2)), (0, 0), "price must be positive"),
        (np.array([[1.0, np.nan]]), (0, 0), "price must be positive"),
        (np.array([[1.0, 1e9]]), (0, 0), "add up to less than"),
        (np.array([[1.0, np.inf]]), (0, 1), r"goal must be a free cell .*got \(0, 1\)"),
        (np.ones((2, 2)), (2, 0), r"goal must be a free cell of the grid \(2, 2\)"),
        (np.ones((2, 2)), (-1, 0), "goal must be a free cell"),
    ],
)
def test_what_is_refused(price, goal, message):
    with pytest.raises(ValueError, match=message):
        value_iteration(price, goal)


def test_a_start_must_be_free_and_values_settled():
    price = np.array([[1.0, np.inf, 1.0, 1.0]])
    with pytest.raises(ValueError, match="start must be a free cell"):
        greedy_path(value_iteration(price, (0, 0)).values, price, (0, 1))
    with pytest.raises(ValueError, match="circles"):
        greedy_path(np.array([[0.0, 2.0, 1.0, 1.0]]), np.ones((1, 4)), (0, 3))


def test_mazes():
    walls = random_walls(40, share=0.3, rng=np.random.default_rng(0))
    assert 0.25 < np.isinf(walls).mean() < 0.35
    assert np.isfinite(walls[[0, 0, -1, -1], [0, -1, 0, -1]]).all()
    assert np.isfinite(dijkstra(serpentine(12), (0, 0)))[np.isfinite(serpentine(12))].all()
    with pytest.raises(ValueError, match="side must be an integer of at least 2"):
        open_field(1)
