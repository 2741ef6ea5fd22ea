"""Open task: learn to translate French numbers into English ones, from examples alone."""

import numpy as np

from dlcourse.functional import cross_entropy_backward, cross_entropy_forward
from dlcourse.layers import LSTM, Container, Embedding, Linear
from dlcourse.optim import Adam, clip_grad_norm
from dlcourse.train import minibatches

from ...exercises import Case, OpenTask, Symptom
from ._numbers import english, french

TRAINING, TESTING = 700, 300
PAD, BOS, EOS = range(3)


def translate(x_train, y_train, x_test):
    """Read with one LSTM, write with another that starts where the first one ended."""
    start, say = learned(x_train, y_train)
    state, tokens = start(x_test), [np.full((len(x_test), 1), BOS)]
    for _ in range(y_train.shape[1]):
        logits, state = say(tokens[-1], state)
        tokens.append(logits.argmax(axis=2))
    return np.hstack(tokens[1:])


def learned(x_train, y_train):
    """Train with teacher forcing and a rate that falls to 0; return the encoder and the decoder."""
    rng = np.random.default_rng(0)
    read, write = (Embedding(y.max() + 1, 24, rng=rng) for y in (x_train, y_train))
    encode, decode = (LSTM(24, 48, batch_first=True, rng=rng) for _ in range(2))
    name = Linear(48, y_train.max() + 1, rng=rng)
    net = Container(dict(read=read, encode=encode, write=write, decode=decode, name=name))
    adam = Adam(net.params)

    def start(x):
        return encode(read(x), lengths=(x != PAD).sum(axis=1))[1]

    def say(told, state):
        out, state = decode(write(told), state)
        return name(out), state

    for epoch in range(20):
        adam.lr = 0.02 * (1 - epoch / 20)
        for x, y in minibatches(x_train, y_train, batch_size=50, rng=rng):
            logits, _ = say(shifted(y), start(x))
            dx, dstate = decode.backward(name.backward(masked_gradient(logits, y)))
            write.backward(dx)
            read.backward(encode.backward(None, dstate)[0])
            clip_grad_norm(net.grads, max_norm=1.0)
            adam.step(net.grads)
    return start, say


def shifted(y):
    """Put bos in front, and drop the last token."""
    return np.pad(y[:, :-1], ((0, 0), (1, 0)), constant_values=BOS)


def masked_gradient(logits, y):
    """Differentiate the mean loss over the real tokens."""
    flat = logits.reshape(-1, logits.shape[2])
    loss, cache = cross_entropy_forward(flat, targets=y.ravel(), ignore_index=PAD)
    return cross_entropy_backward(np.ones_like(loss), cache).reshape(logits.shape)


def number_cases(rng):
    """Draw numbers, write them out in both languages, and number the words at random."""
    numbers = rng.permutation(TRAINING + TESTING).tolist()
    x = _encoded([french(n) for n in numbers], rng, first=1, end=[])
    y = _encoded([english(n) for n in numbers], rng, first=3, end=[EOS])
    known, asked = slice(TRAINING), slice(TRAINING, None)
    return [Case("numbers", (x[known], y[known], x[asked]), hidden=(y[known], y[asked]))]


def _encoded(sentences, rng, first, end):
    split = [sentence.split() for sentence in sentences]
    words = sorted({word for sentence in split for word in sentence})
    ids = dict(zip(words, rng.permutation(len(words)) + first, strict=True))
    rows = [[ids[word] for word in sentence] + end for sentence in split]
    width = max(map(len, rows))
    return np.array([row + [PAD] * (width - len(row)) for row in rows])


def nearest_sentence(x_train, y_train, x_test):
    """Copy the translation of the sentence that shares the most words."""
    words = np.arange(1, x_train.max() + 1)
    known, asked = ((x[:, :, None] == words).sum(axis=1).astype(float) for x in (x_train, x_test))
    nearest = ((known**2).sum(axis=1) - 2 * asked @ known.T).argmin(axis=1)
    return y_train[nearest]


def trimmed(output, hidden):
    """Fill up with padding after the first eos; refuse what is no array of sentences."""
    _, y = hidden
    if not isinstance(output, np.ndarray) or output.dtype.kind not in "iu" or output.ndim != 2:
        raise ValueError("A matrix of integers is expected: one row of tokens for each sentence.")
    if len(output) != len(y):
        raise ValueError(f"There must be {len(y)} rows, one for each test sentence.")
    most = 10 * y.shape[1]
    if output.shape[1] > most:
        raise ValueError(f"A row may have {most} tokens at most, got {output.shape[1]}.")
    after_end = np.cumsum(output == EOS, axis=1) - (output == EOS) > 0
    rows = np.where(after_end, PAD, output)
    room = max(y.shape[1] - rows.shape[1], 0)
    return np.pad(rows, ((0, 0), (0, room)), constant_values=PAD)


def right_translations(output, hidden):
    """Count a translation when every token up to eos is right."""
    rows, y = trimmed(output, hidden), hidden[1]
    beyond = (rows[:, y.shape[1] :] != PAD).any(axis=1)
    return float(np.mean((rows[:, : y.shape[1]] == y).all(axis=1) & ~beyond))


def all_the_same(output, hidden):
    """Nearly all sentences have one translation."""
    _, counts = np.unique(trimmed(output, hidden), axis=0, return_counts=True)
    return counts.max() > 0.8 * counts.sum()


def without_end(output, hidden):
    """Most rows have no eos."""
    return np.mean((trimmed(output, hidden) == EOS).any(axis=1)) < 0.5


def with_bos(output, hidden):
    """Most rows begin with bos."""
    return np.mean(trimmed(output, hidden)[:, 0] == BOS) > 0.5


def looked_up(output, hidden):
    """Nearly all rows are sentences of the training data."""
    known = {tuple(row[row > 0].tolist()) for row in hidden[0]}
    rows = trimmed(output, hidden)
    return np.mean([tuple(row[row > 0].tolist()) in known for row in rows]) > 0.95


def only_first_words(output, hidden):
    """The first word is right, and what follows up to the end is not."""
    rows, y = trimmed(output, hidden), hidden[1]
    first = np.mean(rows[:, 0] == y[:, 0])
    words = (rows[:, : y.shape[1]] == y) | (y == EOS) | (y == PAD)
    if first <= 0.85 or right_translations(output, hidden) >= 0.1:
        return False
    return np.mean(words.all(axis=1)) < 0.5


def without_state(x_train, y_train, x_test):
    """Write each word from the encoder's last state."""
    start, say = learned(x_train, y_train)
    state, tokens = start(x_test), [np.full((len(x_test), 1), BOS)]
    for _ in range(y_train.shape[1]):
        tokens.append(say(tokens[-1], state)[0].argmax(axis=2))
    return np.hstack(tokens[1:])


SYMPTOMS = {
    "all-the-same": Symptom(
        lambda x_train, y_train, x_test: np.repeat(y_train[:1], len(x_test), axis=0),
        all_the_same,
    ),
    "bos-in-front": Symptom(lambda *arrays: shifted(nearest_sentence(*arrays)), with_bos),
    "only-first-words": Symptom(without_state, only_first_words),
    "no-end": Symptom(
        lambda *arrays: np.where(nearest_sentence(*arrays) == EOS, PAD, arrays[1][0, 0]),
        without_end,
    ),
    "looked-up": Symptom(nearest_sentence, looked_up),
}

QUESTION = OpenTask(
    id="5_2.translate",
    points=4,
    difficulty=5,
    minutes=50,
    section="5.2, Training",
    reference=translate,
    cases=number_cases,
    metric=right_translations,
    metric_name="share of right translations",
    thresholds=[(0.5, 0.5), (0.75, 0.75), (0.9, 1.0)],
    allows=("dlcourse.layers", "dlcourse.functional", "dlcourse.optim", "dlcourse.train"),
    symptoms=SYMPTOMS,
)
