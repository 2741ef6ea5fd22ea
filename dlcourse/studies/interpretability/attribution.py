"""What the logit of one class owes to each pixel: its slope, and its slope along a way.

Names of settings follow Captum's where it has them.
"""

import numpy as np

from ...settings import check_flag
from ...train.evaluate import evaluating
from ._logit import check_images, check_targets, chosen, filled, logit_of
from .quadrature import rule_points

BATCH = 256


def gradient(model, x, targets):
    """dx[n] = ∂ logits[n, targets[n]] / ∂ x[n].

    No example touches another's logits, so one backward pass of the sum gives them all. The logit,
    not the probability: where a class is nearly certain the softmax's slope is nearly 0.

    Parameters
    ----------
    model : Layer
        (N, C, H, W) to logits (N, K). It is looked at in evaluation mode, and its mode is the same
        afterwards; its `grads` are not to be used.
    x : array (N, C, H, W)
        Of the dtype of the model's parameters.
    targets : int or array (N,) of int
        The class that is explained, for all or for each.

    Returns
    -------
    array (N, C, H, W)

    Raises
    ------
    ValueError
        If x has not four axes, or a target is no class.

    Examples
    --------
    >>> from dlcourse.layers import Flatten, Linear, Sequential
    >>> model = Sequential(Flatten(), Linear(2, 1, bias=False, dtype=np.float64))
    >>> _ = model.load_state_dict({"1.weight": [[3.0, -2.0]]})
    >>> gradient(model, np.array([[[[1.0, 5.0]]]]), 0)
    array([[[[ 3., -2.]]]])
    """
    check_images(model, x)
    targets = check_targets(targets, len(x))
    parts = [slice(start, start + BATCH) for start in range(0, len(x), BATCH)]
    with evaluating(model):
        return np.concatenate([_slope(model, x[part], targets[part]) for part in parts])


def saliency(model, x, targets, *, absolute=True):
    """|∂ logits[n, targets[n]] / ∂ x[n]|: how fast the logit moves with each pixel.

    Parameters and errors as for `gradient`. With ``absolute=False`` the sign is kept, and it is
    `gradient`. (Captum: ``Saliency``, setting ``abs``.)

    References
    ----------
    Simonyan, Vedaldi, Zisserman (2014), Deep Inside Convolutional Networks: Visualising Image
    Classification Models and Saliency Maps, section 3: |w| of the first-order Taylor expansion.
    """
    check_flag(absolute=absolute)
    slope = gradient(model, x, targets)
    return np.abs(slope) if absolute else slope


def integrated_gradients(model, x, targets, *, baseline=0.0, steps=50, rule="middle"):
    """out[n] = (x[n] - x'[n]) Σ_k weight_k ∂f/∂x (x'[n] + t_k (x[n] - x'[n])), f the logit.

    The sum stands for the integral from 0 to 1. With it, Σ out[n] = f(x[n]) - f(x'[n])
    (completeness); see `completeness_error` for what a finite number of steps leaves of that.

    Parameters
    ----------
    model, x, targets
        As for `gradient`.
    baseline : number or array
        x', where the way begins; broadcasts against x. (Captum: ``baselines``.)
    steps : int
        Gradients that are computed for each image. (Captum: ``n_steps``.)
    rule : str
        As for `rule_points`. (Captum: ``method``, "riemann_middle" for "middle". Its default is
        "gausslegendre". The weights of its "riemann_trapezoid" sum to 1 - 1 / n_steps.)

    Returns
    -------
    array (N, C, H, W)

    Raises
    ------
    ValueError
        As for `gradient`; if the rule or the steps are wrong, or the baseline does not fit.

    References
    ----------
    Sundararajan, Taly, Yan (2017), Axiomatic Attribution for Deep Networks, equations 1 and 3.

    Examples
    --------
    >>> from dlcourse.layers import Flatten, Linear, Sequential
    >>> model = Sequential(Flatten(), Linear(2, 1, bias=False, dtype=np.float64))
    >>> _ = model.load_state_dict({"1.weight": [[3.0, -2.0]]})
    >>> integrated_gradients(model, np.array([[[[1.0, 5.0]]]]), 0, baseline=1.0)  # w (x - x')
    array([[[[ 0., -8.]]]])
    """
    check_images(model, x)
    targets = check_targets(targets, len(x))
    begin = filled(baseline, x)
    way = x - begin
    places, weights = rule_points(rule, steps)
    total = np.zeros_like(x)
    group = max(1, BATCH // max(len(x), 1))  # few images: several steps in one batch
    for start in range(0, steps, group):
        t, weight = (a[start : start + group].astype(x.dtype) for a in (places, weights))
        points = begin + t[:, None, None, None, None] * way
        slopes = gradient(model, points.reshape(-1, *x.shape[1:]), np.tile(targets, len(t)))
        total += np.tensordot(weight, slopes.reshape(len(t), *x.shape), 1)
    return way * total


def completeness_error(attribution, model, x, targets, *, baseline=0.0):
    """Σ attribution[n] - (f(x[n]) - f(x'[n])), array (N,); 0 if each logit is shared out whole.

    Captum calls it the convergence delta.
    """
    check_images(model, x)
    targets = check_targets(targets, len(x))
    rise = logit_of(model, x, targets) - logit_of(model, filled(baseline, x), targets)
    return attribution.sum(axis=(1, 2, 3)) - rise


def _slope(model, x, targets):
    return model.backward(chosen(model(x), targets))
