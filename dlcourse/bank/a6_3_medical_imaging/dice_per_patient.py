"""Dice for each patient, and Dice of all pixels together."""

import numpy as np

from ...exercises import Case, Question


def dice_per_patient(probabilities, targets, *, threshold=0.5):
    """Each patient weighs the same in the first, each pixel in the second."""
    masks = probabilities >= threshold
    common = np.sum(masks & targets, axis=(1, 2))
    areas = np.sum(masks, axis=(1, 2)) + np.sum(targets, axis=(1, 2))
    dice = np.divide(2 * common, areas, out=np.ones(len(areas)), where=areas > 0)
    pooled = 2 * np.sum(common) / np.sum(areas)
    return dice, pooled


def blocks(rng, count, height, width):
    """Draw a block of pixels as the organ of each patient."""
    targets = np.zeros((count, height, width), bool)
    for target in targets:
        top, left = rng.integers(0, height // 2), rng.integers(0, width // 2)
        down, across = rng.integers(2, height // 2 + 1), rng.integers(2, width // 2 + 1)
        target[top : top + down, left : left + across] = True
    return targets


def five(rng, both, said, true):
    """Draw the order of five pixels: (probability, target) of so many of each kind."""
    pixels = [(0.9, 1)] * both + [(0.5, 0)] * said + [(0.2, 1)] * true
    return rng.permutation(pixels + [(0.1, 0)] * (5 - len(pixels)))


def mask_cases(rng):
    """Draw blocks as organs, and probabilities that are high on most of their pixels."""

    def case(label, *shape, threshold=0.5, empty=(), silent=(), level=0.5):
        targets = blocks(rng, *shape)
        targets[list(empty)] = False
        noise = rng.uniform(-0.5, 0.5, targets.shape) ** 3 * 4
        probabilities = np.clip(level + 0.3 * (2 * targets - 1) + noise, 0.001, 0.999)
        probabilities[list(silent)] *= 0.9 * threshold
        settings = {"threshold": threshold} if threshold != 0.5 else {}
        return Case(label, (probabilities, targets), settings)

    def hand(label, counts):
        pixels = np.array([five(rng, *each) for each in counts])
        return Case(label, (pixels[:, :, :1], pixels[:, :, 1:] == 1))

    few = [int(n) for n in rng.permutation([1, 2, 3])]
    return [
        hand("by hand", [(few[0], 1, 0), (1, few[1], 1)]),
        hand("by hand", [(few[1], 0, 1), (few[2], 1, 1)]),
        hand("one pixel", [(few[0], 1, 0), (0, 0, 1), (1, few[1], 1)]),
        case("one patient", 1, 6, 9),
        case("patients", 5, 8, 7),
        case("patients", 9, 12, 10),
        case("another threshold", 4, 9, 11, threshold=0.8, level=0.7),
        case("an empty mask", 5, 8, 10, empty=(0,), silent=(0, 3)),
        case("an empty mask", 7, 10, 9, empty=(2, 4), silent=(4,)),
    ]


QUESTION = Question(
    id="6_3.dice_per_patient",
    points=2,
    difficulty=2,
    minutes=15,
    section="6.3, An organ: one answer for each pixel",
    reference=dice_per_patient,
    outputs=("dice", "pooled"),
    intermediates=("masks", "common", "areas"),
    cases=mask_cases,
)
