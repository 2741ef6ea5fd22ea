"""The reader of sequences: gradients, the same in PyTorch, padding, what training does."""

import numpy as np
import pytest

from dlcourse.checks import gradcheck_model
from dlcourse.layers import GRU, LSTM, RNN, Embedding, Linear
from dlcourse.studies.annealed import fit_annealed
from dlcourse.studies.sequences import SequenceReader
from dlcourse.train import evaluate, predict

poolings = pytest.mark.parametrize("pooling", ["mean", "max", "last"])
layers = pytest.mark.parametrize("recurrent", [GRU, LSTM, RNN])
directions = pytest.mark.parametrize("both", [False, True])
LENGTHS = np.array([3, 5, 1, 4])


def reader(recurrent=GRU, pooling="mean", both=False, **settings):
    made = {"rng": np.random.default_rng(0), "dtype": np.float64, **settings}
    return SequenceReader(2, 3, 4, recurrent=recurrent, pooling=pooling, bidirectional=both, **made)


@pytest.fixture
def x():
    """Four sequences, and 9 behind their ends."""
    x = np.random.default_rng(1).standard_normal((4, 5, 2))
    x[np.arange(5) >= LENGTHS[:, None]] = 9
    return x


@pytest.fixture
def ids():
    """Four sentences of the tokens 1 to 6, and 0 behind their ends."""
    ids = np.random.default_rng(1).integers(1, 7, (4, 5))
    ids[np.arange(5) >= LENGTHS[:, None]] = 0
    return ids


@layers
@poolings
@directions
def test_gradients(recurrent, pooling, both, x, ids):
    gradcheck_model(reader(recurrent, pooling, both), x)
    tokens = reader(recurrent, pooling, both, tokens=7, padding=0)
    gradcheck_model(tokens, ids)


def by_pytorch(model, x, lengths):
    """The same network of torch.nn, one sequence after the other, cut to its length."""
    torch = pytest.importorskip("torch")
    kind = next(name for name in model.inner if name in ("gru", "lstm", "rnn"))
    layer = getattr(torch.nn, kind.upper())
    twin = layer(2, 3, batch_first=True, bidirectional=model.recurrent.settings["bidirectional"])
    twin = twin.double()
    state = {key: torch.from_numpy(a.copy()) for key, a in model.state_dict().items()}
    own = {k.partition(".")[2]: v for k, v in state.items() if k.startswith(f"{kind}.")}
    twin.load_state_dict(own)
    rows = []
    for row, length in zip(x, lengths, strict=True):
        states, ends = twin(row[None, :length])
        last = (ends[0] if kind == "lstm" else ends).reshape(-1)
        pools = {"mean": states[0].mean(0), "max": states[0].max(0).values, "last": last}
        rows.append(pools[model.pooling])
    return torch.stack(rows) @ state["head.weight"].T + state["head.bias"], twin


@layers
@poolings
@directions
def test_agrees_with_pytorch(recurrent, pooling, both, x):
    torch = pytest.importorskip("torch")
    model = reader(recurrent, pooling, both, padding=9)
    steps = torch.from_numpy(x.copy()).requires_grad_()
    expected, twin = by_pytorch(model, steps, LENGTHS)
    dout = np.random.default_rng(3).standard_normal((4, 4))
    expected.backward(torch.from_numpy(dout))
    assert np.allclose(model(x), expected.detach().numpy(), rtol=0, atol=1e-12)
    assert np.allclose(model.backward(dout), steps.grad.numpy(), rtol=0, atol=1e-12)
    for name, parameter in twin.named_parameters():
        grad = model.recurrent.grads[name]
        assert np.allclose(grad, parameter.grad.numpy(), rtol=0, atol=1e-12), name


@poolings
@directions
def test_more_padding_changes_nothing(pooling, both, x, ids):
    model = reader(pooling=pooling, both=both, padding=9)
    longer = np.concatenate([x, np.full((4, 3, 2), 9.0)], axis=1)
    assert model(longer) == pytest.approx(model(x), abs=1e-14)
    assert model.lengths(x).tolist() == LENGTHS.tolist()
    plain = reader(pooling=pooling, both=both)
    assert plain.lengths(x) is None
    assert plain(x, lengths=LENGTHS) == pytest.approx(model(x), abs=1e-14)
    alone = [plain(row[None, :length]) for row, length in zip(x, LENGTHS, strict=True)]
    assert np.concatenate(alone) == pytest.approx(model(x), abs=1e-14)
    tokens = reader(pooling=pooling, both=both, tokens=7, padding=0)
    assert tokens(np.hstack([ids, 0 * ids])) == pytest.approx(tokens(ids), abs=1e-14)


def test_padding_inside_is_read():
    model = reader(tokens=7, padding=0)
    assert model.lengths(np.array([[3, 0, 2, 0, 0], [0, 0, 1, 0, 0]])).tolist() == [3, 3]
    steps = np.array([[[0.0, 0.0], [0.0, 1.0], [0.0, 0.0]]])
    assert reader(padding=0).lengths(steps).tolist() == [2]


def test_the_draws_come_in_the_order_of_the_layers():
    """Whoever made the layers one by one gets the same weights."""
    made = reader(tokens=7, dtype=np.float32)
    rng = np.random.default_rng(0)
    apart = Embedding(7, 2, rng=rng), GRU(2, 3, batch_first=True, rng=rng), Linear(3, 4, rng=rng)
    arrays = [array for layer in apart for array in layer.state().values()]
    assert list(made.inner) == ["embedding", "gru", "head"]
    assert all(map(np.array_equal, made.state().values(), arrays))


def test_chosen_is_the_step_of_the_maximum(x):
    model = reader(pooling="max", padding=9)
    states, chosen = model.states(x), model.chosen(x)
    assert chosen.shape == (4, 3)
    for n, length in enumerate(LENGTHS):
        assert np.array_equal(chosen[n], states[n, :length].argmax(axis=0))
    pooled = np.take_along_axis(states, chosen[:, None], axis=1)[:, 0]
    assert model(x) == pytest.approx(model.inner["head"](pooled), abs=1e-14)


@pytest.mark.parametrize(("pooling", "recurrent"), [("max", LSTM), ("mean", GRU), ("last", RNN)])
def test_it_learns_from_sentences_of_all_lengths(pooling, recurrent):
    """Which of the tokens 1 and 2 occurs: by `fit`, which hands over x alone."""
    rng = np.random.default_rng(2)
    x, y = rng.integers(3, 9, (400, 8)), rng.integers(0, 2, 400)
    lengths = rng.integers(1, 9, 400)
    x[np.arange(400), rng.integers(0, lengths)] = 1 + y
    x[np.arange(8) >= lengths[:, None]] = 0
    model = SequenceReader(
        6, 8, 2, recurrent=recurrent, pooling=pooling, tokens=9, padding=0, rng=rng
    )
    fit_annealed(model, x[:300], y[:300], lr=0.02, epochs=8, rng=rng)
    assert evaluate(model, x[300:], y[300:]).accuracy > 0.9
    assert np.array_equal(model.params["embedding.weight"][0], np.zeros(6))
    assert predict(model, x[:1]).shape == (1, 2)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"pooling": "sum"}, "pooling must be 'mean', 'max' or 'last', got 'sum'"),
        ({"recurrent": "gru"}, "recurrent must be GRU, LSTM or RNN, got 'gru'"),
        ({"padding": "x"}, "padding must be a number, got 'x'"),
        ({"padding": 7, "tokens": 7}, "padding_idx must be an integer from -7 to 6, got 7"),
        ({"both": 1}, "bidirectional must be True or False, got 1"),
    ],
)
def test_refuses_settings(settings, message):
    with pytest.raises(ValueError) as caught:
        reader(**settings)
    assert str(caught.value) == message


def test_refuses_inputs(x, ids):
    spoiled = x.copy()
    spoiled[2] = 9
    with pytest.raises(ValueError, match="x holds nothing but padding, 9, in sequence 2"):
        reader(padding=9)(spoiled)
    with pytest.raises(ValueError, match="x must have 3 axes, got 2"):
        reader()(x[0])
    with pytest.raises(ValueError, match="x must be integers, got float64"):
        reader(tokens=7)(x)
    with pytest.raises(ValueError, match="lengths must be from 1 to 5, got 0 to 3"):
        reader()(x, lengths=np.array([0, 1, 2, 3]))
