"""What the metrics ask of their arguments."""

import numpy as np


def check_classes(targets, predictions):
    arrays = {
        "targets": _array("targets", targets),
        "predictions": _array("predictions", predictions),
    }
    for name, array in arrays.items():
        if array.ndim == 2:
            hint = "; take scores.argmax(axis=1)" if name == "predictions" else ""
            raise ValueError(f"{name} must have shape (N,), got {array.shape}{hint}")
        _check_vector(name, array)
    targets, predictions = arrays.values()
    if targets.shape != predictions.shape:
        raise ValueError(
            "targets and predictions must have the same shape, "
            f"got {targets.shape} and {predictions.shape}"
        )
    return targets, predictions


def _array(name, values):
    try:
        return np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} must be an array, its rows differ in length") from None


def _check_vector(name, array):
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"{name} must have shape (N,) with N at least 1, got {array.shape}")
    if array.dtype.kind not in "iub":
        raise ValueError(f"{name} must be integers, got {array.dtype}")


def check_distributions(probabilities):
    sums = probabilities.sum(axis=1)
    if not (probabilities.min() >= 0 and np.abs(sums - 1).max() < 1e-4):
        raise ValueError(
            "probabilities must be at least 0 in rows that sum to 1, "
            f"got a least value of {probabilities.min()} and sums from {sums.min()} to {sums.max()}"
        )


def check_scores(targets, scores, name="scores"):
    targets, scores = _array("targets", targets), _array(name, scores)
    _check_vector("targets", targets)
    if scores.ndim != 2 or len(scores) != len(targets):
        raise ValueError(f"{name} must have shape ({len(targets)}, V), got {scores.shape}")
    if scores.dtype.kind != "f" or np.isnan(scores).any():
        raise ValueError(f"{name} must be floats without NaN, got {scores.dtype}")
    if targets.min() < 0 or targets.max() >= scores.shape[1]:
        raise ValueError(
            f"targets must be from 0 to {scores.shape[1] - 1}, "
            f"got {targets.min()} to {targets.max()}"
        )
    return targets, scores


def check_ranking(targets, scores, name="scores"):
    targets, scores = _array("targets", targets), _array(name, scores)
    _check_vector("targets", targets)
    if not set(np.unique(targets).tolist()) <= {0, 1}:
        raise ValueError(f"targets must be 0 or 1, got {targets.min()} to {targets.max()}")
    _check_numbers(targets.shape, name, scores)
    return targets.astype(np.int64), scores


def check_masks(targets, predictions):
    masks = {"targets": np.asarray(targets), "predictions": np.asarray(predictions)}
    for name, mask in masks.items():
        if mask.dtype.kind != "b" or mask.size == 0:
            raise ValueError(
                f"{name} must be Boolean with at least one pixel, got {mask.dtype} {mask.shape}"
            )
    targets, predictions = masks.values()
    if targets.shape != predictions.shape:
        raise ValueError(
            "targets and predictions must have the same shape, "
            f"got {targets.shape} and {predictions.shape}"
        )
    return targets, predictions


def check_numbers(targets, predictions):
    targets, predictions = _array("targets", targets), _array("predictions", predictions)
    if targets.ndim != 1 or targets.size == 0:
        raise ValueError(f"targets must have shape (N,) with N at least 1, got {targets.shape}")
    _check_numbers(targets.shape, "targets", targets)
    _check_numbers(targets.shape, "predictions", predictions)
    return targets.astype(np.float64), predictions.astype(np.float64)


def _check_numbers(shape, name, values):
    if values.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {values.shape}")
    if values.dtype.kind != "f" or np.isnan(values).any():
        raise ValueError(f"{name} must be floats without NaN, got {values.dtype}")
