import numpy as np
import pytest
from scipy.integrate import solve_ivp

from dlcourse.studies import fields
from dlcourse.studies.fields.process import HABIT, _rates
from dlcourse.studies.fields.surrogate import near_best


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.fixture
def runs():
    settings, yields, _ = fields.plant_past(0)
    return settings, yields


def test_the_yield_solves_the_two_reactions():
    settings = rng().random((4, 5))
    for k1, k2, minutes, expected in zip(
        *_rates(settings), fields.plant_yield(settings), strict=True
    ):

        def rates(t, c, k1=k1, k2=k2):
            return [-k1 * c[0], k1 * c[0] - k2 * c[1]]

        end = solve_ivp(rates, (0, minutes), [1, 0], method="LSODA", rtol=1e-10, atol=1e-12).y[
            :, -1
        ]
        assert abs(end[1] - expected) < 1e-7


def test_the_rates_by_hand():
    # 350 K, so Arrhenius is 1; 2 minutes; 1 g/l; pH 7.4; stirred at 0.8, past its limit.
    k1, k2, minutes = _rates(np.array([[0.5, 0, 1, 3.4 / 6, 0.8]]))
    np.testing.assert_allclose(k1, 0.15 * 0.5 / 0.65)
    np.testing.assert_allclose(k2, 0.012 * 3 + 0.0025)
    assert minutes == 2


def test_equal_rates_are_no_hole(monkeypatch):
    from dlcourse.studies.fields import process

    for k2 in (0.1, 0.1 + 1e-12, 0.1 + 1e-5):
        monkeypatch.setattr(process, "_rates", lambda s, k2=k2: (np.array([0.1]), k2, 20.0))
        assert abs(fields.plant_yield(HABIT[None])[0] - 2 * np.exp(-2)) < 1e-4


def test_yields_lie_between_nothing_and_all():
    settings = np.concatenate([rng().random((10_000, 5)), np.zeros((1, 5)), np.ones((1, 5))])
    yields = fields.plant_yield(settings)
    assert yields.min() >= 0
    assert yields.max() < 1


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (np.zeros(5), r"settings must have shape \(N, 5\), got \(5,\)"),
        (np.zeros((2, 4)), r"got \(2, 4\)"),
        (np.full((1, 5), 1.1), r"settings must lie in 0..1, got 1.1..1.1"),
        (np.full((1, 5), np.nan), "settings must lie in 0..1"),
    ],
)
def test_settings_that_the_plant_does_not_have_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        fields.plant_yield(settings)


def test_a_measurement_is_the_truth_with_noise_and_is_counted():
    settings = np.repeat(HABIT[None], 4000, axis=0)
    plant = fields.Plant(rng(), noise=0.05)
    measured = plant.measure(settings) - fields.plant_yield(settings)
    assert plant.runs == 4000
    assert abs(measured.mean()) < 0.005
    assert abs(measured.std() - 0.05) < 0.005
    with pytest.raises(ValueError, match="noise must be a number"):
        fields.Plant(rng(), noise=-1)


def test_past_runs_are_those_of_a_habit():
    settings = fields.past_runs(20_000, rng=rng())
    np.testing.assert_allclose(settings.mean(axis=0), HABIT, atol=0.003)
    np.testing.assert_allclose(settings.std(axis=0), [0.08, 0.0755, 0.08, 0.08, 0.08], atol=0.002)
    hotter = np.polyfit(settings[:, 0], settings[:, 1], 1)[0]
    assert abs(hotter + 0.8) < 0.02


def test_search_asks_with_all_that_is_known_and_keeps_it(runs):
    seen = []

    def propose(settings, yields, rng):
        seen.append((len(settings), len(yields)))
        return settings[:3]

    plant = fields.Plant(rng())
    settings, yields = fields.search(propose, plant, *runs, rounds=2, rng=rng())
    assert seen == [(100, 100), (103, 103)]
    assert len(settings) == len(yields) == 106
    assert plant.runs == 6
    assert np.array_equal(settings[:100], runs[0])
    assert len(runs[0]) == 100


def test_the_best_run_is_chosen_by_measurement_and_told_in_truth():
    settings = rng().random((3, 5))
    best, truth = fields.best_run(settings, np.array([0.1, 0.9, 0.2]))
    assert np.array_equal(best, settings[1])
    assert truth == fields.plant_yield(settings)[1]


def test_reached_starts_from_the_past_of_its_seed():
    def here(settings, yields, rng):
        return settings[[np.argmax(yields)]]

    settings, yields, _ = fields.plant_past(3)
    assert fields.reached(here, 3, rounds=1) == fields.best_run(settings, yields)[1]


def test_committee_gradient(runs):
    model = fields.Committee(*runs, members=3, width=5, epochs=20, rng=rng())
    at, h = runs[0][:4], 1e-2
    ends = [[model.predict(at + s * h * e).mean(axis=1) for e in np.eye(5)] for s in (1, -1)]
    slope = model.gradient(at)
    np.testing.assert_allclose(slope, np.subtract(*ends).T / (2 * h), atol=0.02 * abs(slope).max())


def test_members_share_nothing(runs):
    model = fields.Committee(*runs, members=3, width=5, epochs=1, rng=rng())
    before = model.predict(runs[0])
    model.model.params["0.weight"][:5] += 1
    moved = np.abs(model.predict(runs[0]) - before).max(axis=0)
    assert moved[0] > 0.01
    assert (moved[1:] == 0).all()


def test_committee_learns_the_unit_of_the_yields(runs):
    settings, yields = runs
    model = fields.Committee(settings, 100 * yields + 7, members=2, rng=rng())
    error = model.predict(settings) - (100 * yields + 7)[:, None]
    assert np.sqrt((error**2).mean()) < 3


def test_the_quadratic_fits_a_quadratic():
    settings = rng().random((60, 5))

    def truth(s):
        return 1 + s[:, 0] - 2 * s[:, 1] * s[:, 3] + s[:, 4] ** 2

    model = fields.Quadratic(settings, truth(settings), ridge=0)
    fresh = rng(1).random((20, 5))
    np.testing.assert_allclose(model.predict(fresh), truth(fresh), atol=1e-9)
    damped = fields.Quadratic(settings, truth(settings), ridge=1)
    assert np.abs(damped.predict(fresh) - truth(fresh)).max() > 0.05


class Slope:
    """A model that rises along its first setting."""

    def gradient(self, settings):
        return np.eye(5)[:1].repeat(len(settings), axis=0)

    def predict(self, settings):
        return np.stack([settings[:, 0], settings[:, 0] + 0.2], axis=1)


def test_the_climb_keeps_to_its_box():
    start, low, high = HABIT[None], np.zeros(5), np.full(5, 0.7)
    top = fields.ascend(Slope(), start, low, high)
    np.testing.assert_allclose(top, [[0.7, *HABIT[1:]]])
    assert np.array_equal(start, HABIT[None])
    short = fields.ascend(Slope(), start, low, np.ones(5), steps=2, rate=0.1)
    np.testing.assert_allclose(short[0, 0], 0.35 + 0.1 + 0.05)


def test_climb_starts_at_the_best_and_tells_promise_and_truth():
    settings = np.array([HABIT, HABIT + 0.1])
    said = fields.climb(Slope(), settings, np.array([0.1, 0.5]), high=0.8)
    top = np.array([[0.8, *(HABIT + 0.1)[1:]]])
    np.testing.assert_allclose(said, (0.9, 0.1, fields.plant_yield(top)[0]))


@pytest.mark.parametrize(
    "propose",
    [fields.propose_near_best, fields.propose_by_quadratic, fields.propose_by_committee],
)
def test_proposals_stay_near_the_best(runs, propose):
    settings, yields = runs
    new = propose(settings, yields, rng(), step=0.05)
    assert new.shape == (4, 5)
    best = settings[np.argsort(-yields)[:4]]
    if propose is fields.propose_near_best:
        best = best[[0, 0, 0, 0]]
    assert np.abs(new - best).max() <= 0.05
    assert len(np.unique(new, axis=0)) == 4


def test_proposals_are_what_the_model_likes_best(runs):
    settings, yields = runs
    new = fields.propose_by_quadratic(settings, yields, rng(), count=2)
    drawn = near_best(settings, yields, 2, 0.2, 300, rng())
    liked = [fields.Quadratic(settings, yields).predict(box).argmax() for box in drawn]
    assert np.array_equal(new, [box[i] for box, i in zip(drawn, liked, strict=True)])


def test_each_box_is_judged_by_another_member(runs, monkeypatch):
    class Members:
        """Member 0 likes what is hot, member 1 what is cold."""

        def __init__(self, settings, yields, *, members, width, epochs, rng):
            assert members == 2

        def predict(self, settings):
            return np.stack([settings[:, 0], -settings[:, 0]], axis=1)

    monkeypatch.setattr("dlcourse.studies.fields.surrogate.Committee", Members)
    new = fields.propose_by_committee(*runs, rng(), count=2)
    drawn = near_best(*runs, 2, 0.2, 300, rng())
    assert np.array_equal(new[0], drawn[0][drawn[0][:, 0].argmax()])
    assert np.array_equal(new[1], drawn[1][drawn[1][:, 0].argmin()])


def test_random_search_covers_the_box(runs):
    new = fields.propose_anywhere(*runs, rng(), count=2000)
    assert np.abs(new.mean(axis=0) - 0.5).max() < 0.03
    assert new.shape == (2000, 5)
    assert new.min() < 0.01
    assert new.max() > 0.99


def test_draws_do_not_leave_the_plant():
    drawn = near_best(np.array([[0.0] * 5, [1.0] * 5]), np.array([1.0, 0.0]), 2, 0.3, 50, rng())
    assert drawn.shape == (2, 50, 5)
    assert drawn[0].min() == 0
    assert 0.2 < drawn[0].max() <= 0.3
    assert drawn[1].max() == 1
