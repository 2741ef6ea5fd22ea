"""The mathematics of the course: each operation a forward and a backward, in NumPy alone.

``out, cache = op_forward(*arrays, **settings)`` and ``grads = op_backward(dout, cache)``. No
function changes its arguments. A cache may share memory with the arrays and with `out`: leave both
as they are until backward has run, or copy them first.
"""

import sys

from ..settings import refuse_unknown
from .activations import (
    elu_backward,
    elu_forward,
    gelu_backward,
    gelu_forward,
    leaky_relu_backward,
    leaky_relu_forward,
    relu_backward,
    relu_forward,
    sigmoid_backward,
    sigmoid_forward,
    softplus_backward,
    softplus_forward,
    tanh_backward,
    tanh_forward,
)
from .adaptive_pool import adaptive_avg_pool2d_backward, adaptive_avg_pool2d_forward
from .attention import scaled_dot_product_attention_backward, scaled_dot_product_attention_forward
from .contrast import info_nce_backward, info_nce_forward
from .conv import conv1d_backward, conv1d_forward, conv2d_backward, conv2d_forward
from .conv_transpose import conv_transpose2d_backward, conv_transpose2d_forward
from .cross_entropy import (
    cross_entropy_backward,
    cross_entropy_forward,
    nll_loss_backward,
    nll_loss_forward,
)
from .dice_loss import dice_loss_backward, dice_loss_forward
from .dropout import dropout_backward, dropout_forward
from .gan_loss import (
    gan_discriminator_loss_backward,
    gan_discriminator_loss_forward,
    gan_generator_loss_backward,
    gan_generator_loss_forward,
    lsgan_discriminator_loss_backward,
    lsgan_discriminator_loss_forward,
    lsgan_generator_loss_backward,
    lsgan_generator_loss_forward,
    wgan_critic_loss_backward,
    wgan_critic_loss_forward,
    wgan_generator_loss_backward,
    wgan_generator_loss_forward,
)
from .gradient_penalty import gradient_penalty_backward, gradient_penalty_forward
from .group_norm import group_norm_backward, group_norm_forward
from .gru_cell import gru_cell_backward, gru_cell_forward
from .interpolate import interpolate_backward, interpolate_forward
from .kl_div import kl_div_backward, kl_div_forward
from .linear import embedding_backward, embedding_forward, linear_backward, linear_forward
from .loss import (
    binary_cross_entropy_with_logits_backward,
    binary_cross_entropy_with_logits_forward,
    mse_loss_backward,
    mse_loss_forward,
)
from .norm import batch_norm_backward, batch_norm_forward, layer_norm_backward, layer_norm_forward
from .normalize import normalize_backward, normalize_forward
from .pool import avg_pool2d_backward, avg_pool2d_forward, max_pool2d_backward, max_pool2d_forward
from .pool_over_time import pool_over_time_backward, pool_over_time_forward
from .recurrent import (
    gru_backward,
    gru_forward,
    lstm_backward,
    lstm_forward,
    rnn_backward,
    rnn_forward,
)
from .recurrent_cells import (
    lstm_cell_backward,
    lstm_cell_forward,
    rnn_cell_backward,
    rnn_cell_forward,
)
from .robust_loss import (
    huber_loss_backward,
    huber_loss_forward,
    l1_loss_backward,
    l1_loss_forward,
)
from .softmax import log_softmax_backward, log_softmax_forward, softmax_backward, softmax_forward

for _name, _operation in list(globals().items()):
    if _name.endswith("_forward"):
        _guarded = refuse_unknown(_operation, _name.removesuffix("_forward"))
        setattr(sys.modules[_operation.__module__], _name, _guarded)  # where pickle looks
        globals()[_name] = _guarded

__all__ = [name for name in dir() if name.endswith(("_forward", "_backward"))]
