"""Open task: learn to translate French numbers into English ones, from examples alone."""

import numpy as np

from ... import functional as F
from ...exercises.question import Case, Mistake, OpenTask
from ..a4_2_recurrence.clip_grad_norm import clip_grad_norm
from ..adam import Adam
from ._masked import masked_loss
from ._numbers import english, french
from .teacher_inputs import teacher_inputs

TRAINING, TESTING = 700, 300
PAD, BOS, EOS = range(3)
SIZE, UNITS = 24, 48


def translate(x_train, y_train, x_test, epochs=20, batch=50, carry=True):
    """Read with one LSTM, write with another that starts where the first one ended."""
    rng = np.random.default_rng(0)
    adam = Adam(_start(rng, x_train.max() + 1, y_train.max() + 1))
    for epoch in range(epochs):
        lr = 0.02 * (1 - epoch / epochs)
        for rows in np.array_split(rng.permutation(len(x_train)), len(x_train) // batch):
            grads = _gradients(x_train[rows], y_train[rows], *adam.params)
            adam.step(clip_grad_norm(grads, max_norm=1.0, eps=1e-6)[0], lr)
    return _write(x_test, y_train.shape[1], *adam.params, carry=carry)


def _start(rng, source, target):
    cell = (4 * UNITS, SIZE), (4 * UNITS, UNITS), (4 * UNITS,), (4 * UNITS,)
    shapes = (source, SIZE), *cell, (target, SIZE), *cell, (target, UNITS), (target,)
    arrays = [rng.uniform(-1, 1, shape).astype(np.float32) for shape in shapes]
    return [a if a.shape in shapes[::5][:2] else a * UNITS**-0.5 for a in arrays]


def _read(x, read, *encoder):
    vectors, embedded = F.embedding_forward(read, ids=x)
    lengths = (x != PAD).sum(axis=1)
    (_, h, c), encoded = F.lstm_forward(vectors, None, None, *encoder, lengths=lengths)
    return h, c, embedded, encoded


def _gradients(x, y, *params):
    h, c, read, encoded = _read(x, *params[:5])
    vectors, written = F.embedding_forward(params[5], ids=teacher_inputs(y, bos=BOS))
    (out, *ends), decoded = F.lstm_forward(vectors, h, c, *params[6:10])
    logits, named = F.linear_forward(out, *params[10:])
    _, dlogits = masked_loss(logits, y, pad=PAD)
    dout, *dnames = F.linear_backward(dlogits, named)
    zeros = [np.zeros_like(end) for end in ends]
    dvectors, dh, dc, *ddecoder = F.lstm_backward((dout, *zeros), decoded)
    dwrite = F.embedding_backward(dvectors, written)
    nothing = np.zeros((*x.shape, UNITS), h.dtype)
    dvectors, *dencoder = F.lstm_backward((nothing, dh, dc), encoded)
    return F.embedding_backward(dvectors, read), *dencoder, dwrite, *ddecoder, *dnames


def _write(x, steps, *params, carry=True):
    h, c, *_ = _read(x, *params[:5])
    token, tokens = np.full((len(x), 1), BOS), []
    for _ in range(steps):
        vectors, _ = F.embedding_forward(params[5], ids=token)
        (out, *new), _ = F.lstm_forward(vectors, h, c, *params[6:10])
        h, c = new if carry else (h, c)
        token = F.linear_forward(out, *params[10:])[0].argmax(axis=2)
        tokens.append(token)
    return np.hstack(tokens)


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


QUESTION = OpenTask(
    id="5_2.translate",
    points=5,
    difficulty=5,
    minutes=50,
    section="5.2, Training",
    reference=translate,
    cases=number_cases,
    metric=right_translations,
    metric_name="share of right translations",
    thresholds=[(0.5, 0.5), (0.75, 0.75), (0.9, 1.0)],
    forbids=(
        *("torch", "tensorflow", "keras", "jax", "sklearn", "nltk"),
        *("dlcourse.data", "dlcourse.checks", "dlcourse.labs", "dlcourse.studies.translation"),
    ),
    mistakes=[
        Mistake(
            "every sentence has the same translation",
            "What is written does not depend on what was read. Does the decoder start from the "
            "encoder's last state, and does it read in training only what it will know later?",
            lambda x_train, y_train, x_test: np.repeat(y_train[:1], len(x_test), axis=0),
            all_the_same,
        ),
        Mistake(
            "bos stands in front",
            "The decoder reads bos first. What it writes begins with the first word.",
            lambda x_train, y_train, x_test: teacher_inputs(
                nearest_sentence(x_train, y_train, x_test), bos=BOS
            ),
            with_bos,
        ),
        Mistake(
            "the first words are right, the others are not",
            "Does the decoder go on from its own last state, and does it read the word that it "
            "has just written?",
            lambda x_train, y_train, x_test: translate(
                x_train, y_train, x_test, epochs=10, carry=False
            ),
            only_first_words,
        ),
        Mistake(
            "the translations do not end",
            "eos is a token to be written like the others: keep it in the targets and in the "
            "result.",
            lambda x_train, y_train, x_test: np.where(
                nearest_sentence(x_train, y_train, x_test) == EOS, PAD, y_train[0, 0]
            ),
            without_end,
        ),
        Mistake(
            "every answer is a sentence of the training data",
            "Of most numbers no example was given. Words have to be put together anew.",
            nearest_sentence,
            looked_up,
        ),
    ],
    hints=[
        "Two LSTMs, two embeddings, one linear layer. The encoder's last state, with lengths "
        "taken into account, is the decoder's first one.",
        "One training step: inputs from your teacher_inputs, loss and gradient from your "
        "masked_loss. Backward, the gradient of the decoder's first state is that of the "
        "encoder's last.",
        "To write, feed each word back, with the state that came with it. 48 units; Adam at "
        "0.02, a rate that falls to 0, clipping, 20 passes.",
    ],
)
