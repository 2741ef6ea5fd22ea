"""What the logit of one class owes to each place of a layer: Grad-CAM."""

import numpy as np

from ...settings import check_flag, check_integer
from ...train.evaluate import evaluating
from ._logit import check_images, check_targets, chosen


def grad_cam(model, x, targets, *, layer, relu=True, average=True):
    """out[n, 0, u, v] = relu(Σ_c a[n, c] A[n, c, u, v]), a[n, c] = mean over (u, v) of ∂f/∂A.

    A is what `layer` gives and f the logit. (Captum: ``LayerGradCam``, whose setting
    ``relu_attributions`` is False unless it is asked for.)

    Parameters
    ----------
    model : Sequential
    x, targets
        As for `gradient`.
    layer : int
        Index of the layer in the model; its output has four axes. Negative from the end.
    relu : bool
        Leave out what speaks against the class.
    average : bool
        Where it is False each place keeps its own slope: relu(Σ_c ∂f/∂A[n, c, u, v] A[n, c, u, v]).
        That is HiResCAM. (Captum: ``LayerGradientXActivation``, summed over the channels.)

    Returns
    -------
    array (N, 1, H', W')
        In the layer's own size: `functional.interpolate_forward` enlarges it.

    Raises
    ------
    ValueError
        As for `gradient`; if there is no such layer, or its output is no image.

    References
    ----------
    Selvaraju, Cogswell, Das, Vedantam, Parikh, Batra (2017), Grad-CAM: Visual Explanations from
    Deep Networks via Gradient-based Localization, equations 1 and 2.
    Draelos, Carin (2020), Use HiResCAM instead of Grad-CAM for faithful explanations of
    convolutional neural networks.
    """
    check_images(model, x)
    check_flag(relu=relu, average=average)
    check_integer("layer", layer, low=-len(model), high=len(model) - 1)
    targets = check_targets(targets, len(x))
    features, slopes = _at_layer(model, x, targets, layer % len(model))
    if features.ndim != 4:
        raise ValueError(f"layer {layer} gives {features.shape}, but (N, C, H, W) is needed")
    weights = slopes.mean(axis=(2, 3), keepdims=True) if average else slopes
    out = (weights * features).sum(axis=1, keepdims=True)
    return np.maximum(out, 0) if relu else out


def _at_layer(model, x, targets, layer):
    """What a layer gives, and the gradient of the logit there."""
    with evaluating(model):
        for inner in list(model)[: layer + 1]:
            x = inner(x)
        logits = x
        for inner in list(model)[layer + 1 :]:
            logits = inner(logits)
        slopes = chosen(logits, targets)
        for inner in reversed(list(model)[layer + 1 :]):
            slopes = inner.backward(slopes)
    return x, slopes
