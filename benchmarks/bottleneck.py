"""python -m benchmarks.bottleneck

Is it fair to say that attention is needed? What chapter 5.2 states about models without it that
are trained longer or are larger, and about scores divided by √H, is trained here from scratch and
asserted: English to Chinese, the packaged settings with one thing changed. A quarter of an hour.
"""

from unittest.mock import patch

import numpy as np

from dlcourse.functional import scaled_dot_product_attention_forward
from dlcourse.studies.translation import EncoderDecoder, Translator, train
from dlcourse.studies.translation.corpus import translation
from dlcourse.studies.translation.packaged import SIZES
from dlcourse.studies.translation.trainers import TRAINING

LONG = 15
"""Tokens of the source from which a sentence counts as long."""


def measure(corpus, *, attention, hidden=SIZES["hidden"], epochs=TRAINING["epochs"]):
    """Train one model and translate the test sentences.

    Returns
    -------
    weights : int
        How many the model has.
    right, right_long : float
        Share of the sentences, and of the long ones, that are translated exactly.
    largest : float or None
        What a written token takes of the source token it looks at most, on average.
    """
    sizes, rng = (len(corpus.source), len(corpus.target)), np.random.default_rng(0)
    model = EncoderDecoder(*sizes, SIZES["embedding"], hidden, attention, rng=rng)
    settings = TRAINING | {"epochs": epochs, "rng": np.random.default_rng(1)}
    train(model, corpus.train.source, corpus.train.target, **settings)
    translate = Translator(model, corpus.source, corpus.target, corpus.language).translate
    ways = translate([english for english, _ in corpus.test.pairs])
    wanted = [wanted for _, wanted in corpus.test.pairs]
    right = np.array([way.text == text for way, text in zip(ways, wanted, strict=True)])
    looks = [row.max() for way in ways if attention for row in way.attention]
    weights = sum(param.size for param in model.params.values())
    long = corpus.test.source_lengths >= LONG
    return weights, right.mean(), right[long].mean(), np.mean(looks) if looks else None


def scaled(*arrays, scale, **settings):
    """Attention as Vaswani and others have it: the scores are divided by √H."""
    return scaled_dot_product_attention_forward(*arrays, **settings)


def main():
    corpus = translation("zh")
    found = {
        "attention": measure(corpus, attention=True),
        "without": measure(corpus, attention=False),
        "without, three times the training": measure(corpus, attention=False, epochs=75),
        "without, a state of 256": measure(corpus, attention=False, hidden=256),
    }
    with patch("dlcourse.studies.translation.model.scaled_dot_product_attention_forward", scaled):
        found["attention, scores divided by √H"] = measure(corpus, attention=True)
    for name, (weights, right, right_long, largest) in found.items():
        look = "" if largest is None else f"  largest weight {largest:.2f}"
        print(f"{name:34} {weights:7,} weights  {right:.1%}  long {right_long:.0%}{look}")
    for name, (_, right, right_long, _) in found.items():
        if name.startswith("attention"):
            assert min(right, right_long) > 0.95, name
        else:
            assert right_long < 0.7, name
    assert found["attention"][3] > 0.8 > 0.5 > found["attention, scores divided by √H"][3]


if __name__ == "__main__":
    main()
