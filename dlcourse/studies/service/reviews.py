"""Reviews of products as words, and what stands for them where the real ones are missing."""

import html
import re

import numpy as np

from ...data import product_reviews


def tokens(text):
    """Words of a review: without HTML tags, in small letters; "don't" is one word.

    Examples
    --------
    >>> tokens("I don't LIKE it.<br />Not good")
    ['i', "don't", 'like', 'it', 'not', 'good']
    """
    plain = html.unescape(re.sub(r"<[^>]*>", " ", text)).lower()
    return re.findall(r"[a-z]+(?:'[a-z]+)?", plain)


def real_reviews():
    """Words and outcome of the real reviews: (train, test), each (list of list of str, y).

    Of texts that stand there twice the later ones are left out, and of the training part all that
    stand in the test part too.
    """
    (train, y), (test, y_test) = (product_reviews(split) for split in ("train", "test"))
    train, test = [tokens(text) for text in train], [tokens(text) for text in test]
    seen = {tuple(words) for words in test}
    keep = []
    for i, words in enumerate(train):
        if tuple(words) not in seen:
            keep.append(i)
            seen.add(tuple(words))
    return ([train[i] for i in keep], y[keep]), (test, y_test)


def shared_texts():
    """How many texts of the real test part stand in the training part, and repeats in training.

    As they were written, word for word; no text has both outcomes.
    """
    (train, _), (test, _) = (product_reviews(split) for split in ("train", "test"))
    return sum(text in set(train) for text in test), len(train) - len(set(train))


THINGS = "coffee tea sauce soup snack candy rice flour honey syrup".split()
GOOD = "good great tasty delicious wonderful fresh perfect excellent".split()
BAD = "bad awful bland stale terrible bitter disappointing weak".split()
FILL = "i bought this last month and my family had it with some of our other food".split()


def generated_reviews(split, *, rng):
    """Reviews that nobody wrote, where the real ones are missing: 1,500 to train on, 500 to test.

    Each says of two or three things how they are; one in four of the words is negated, and one
    outcome in ten is turned round.

    Returns
    -------
    words : list of list of str
    y : array (N,) of int
    """
    found, y = [], []
    for _ in range({"train": 1500, "test": 500}[split]):
        words, mood = list(rng.choice(FILL, rng.integers(3, 10))), 0
        for thing in rng.choice(THINGS, rng.integers(2, 4)):
            good, negated = rng.random() < 0.6, rng.random() < 0.25
            words += ["the", thing, "is", *["not"] * negated, rng.choice(GOOD if good else BAD)]
            mood += 1 if good != negated else -1
        found.append([str(word) for word in words])
        y.append(int(mood + 0.1 > 0) if rng.random() < 0.9 else int(mood <= 0))
    return found, np.array(y)


def probes():
    """Short sentences in pairs, plain and with "not": 80 pairs.

    Returns
    -------
    plain, negated : list of list of str
    good : array (80,) of bool
        Whether the plain one praises.
    """
    pairs = [(thing, word) for thing in THINGS[:5] for word in GOOD + BAD]
    plain = [["the", thing, "is", word] for thing, word in pairs]
    negated = [["the", thing, "is", "not", word] for thing, word in pairs]
    return plain, negated, np.array([word in GOOD for _, word in pairs])
