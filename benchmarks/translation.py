"""One training step of the translator of 5.2: forward, masked loss, backward, clipping, Adam.

Worker: python -m benchmarks.translation LIBRARY SECONDS
"""

import json
import sys

import numpy as np

from ._worker import sample

LIBRARIES = ["numpy", "torch"]
SENTENCES, SOURCE, TARGET = 64, 9, 12
WORDS, EMBEDDING, HIDDEN = (143, 80), 48, 96
"""The packaged model into Chinese, and a batch as long as its mean sentence."""


def batch():
    """Random sentences of different lengths, filled up with 0: integers (N, S) and (N, T + 1)."""
    rng = np.random.default_rng(0)
    sides = []
    for words, longest in zip(WORDS, (SOURCE, TARGET + 1), strict=True):
        ids = rng.integers(3, words, (SENTENCES, longest))
        lengths = rng.integers(longest - 3, longest + 1, (SENTENCES, 1))
        sides.append(np.where(np.arange(longest) < lengths, ids, 0))
    return sides


def numpy_step(source, target, attention):
    from dlcourse.optim import Adam
    from dlcourse.studies.translation import EncoderDecoder, step

    rng = np.random.default_rng(0)
    model = EncoderDecoder(*WORDS, EMBEDDING, HIDDEN, attention, rng=rng)
    optimizer = Adam(model.params)
    return lambda: step(model, optimizer, source, target, clip_norm=1.0)


def torch_step(source, target, attention):
    import torch
    from torch import nn

    model = torch_model(attention)
    optimizer = torch.optim.Adam(model.parameters())
    source, target = torch.from_numpy(source), torch.from_numpy(target)

    def step():
        optimizer.zero_grad()
        logits = model(source, target[:, :-1])
        loss = nn.functional.cross_entropy(logits.mT, target[:, 1:], ignore_index=0)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        return loss.item()

    return step


def torch_model(attention):
    """The same model in PyTorch's layers."""
    import torch
    from torch import nn

    class Twin(nn.Module):
        def __init__(self):
            super().__init__()
            self.source_embedding, self.target_embedding = (
                nn.Embedding(words, EMBEDDING) for words in WORDS
            )
            self.encoder = nn.LSTM(EMBEDDING, HIDDEN // 2, batch_first=True, bidirectional=True)
            self.decoder = nn.LSTM(EMBEDDING, HIDDEN, batch_first=True)
            self.combine = nn.Linear(2 * HIDDEN, HIDDEN) if attention else None
            self.output = nn.Linear(HIDDEN, WORDS[1])

        def forward(self, source, target):
            mask, x = source != 0, self.source_embedding(source)
            packed = nn.utils.rnn.pack_padded_sequence(x, mask.sum(1), True, enforce_sorted=False)
            states, ends = self.encoder(packed)
            states, _ = nn.utils.rnn.pad_packed_sequence(states, True, total_length=len(mask[0]))
            start = tuple(torch.cat([end[0], end[1]], 1)[None] for end in ends)
            out, _ = self.decoder(self.target_embedding(target), start)
            if attention:
                attend = nn.functional.scaled_dot_product_attention
                context = attend(out, states, states, mask[:, None], scale=1.0)
                out = torch.tanh(self.combine(torch.cat([context, out], 2)))
            return self.output(out)

    return Twin()


def main(library, seconds):
    make = {"numpy": numpy_step, "torch": torch_step}[library]
    times = {}
    for name, attention in (("with attention", True), ("without", False)):
        step = make(*batch(), attention)
        first = step()
        times[f"training step {name}, batch {SENTENCES}"] = sample(step, float(seconds) / 2)
        assert step() < first, f"{library} does not learn"
    print(json.dumps(times))


if __name__ == "__main__":
    main(*sys.argv[1:])
