"""Small matrices on one thread."""

import contextlib
import functools


def one_thread():
    """Return a context in which matrix products of this process take one thread.

    Threads that share a product of 64 by 64 wait for each other longer than they compute, and
    many times as long where another program keeps a core busy. Without threadpoolctl, which comes
    with scikit-learn, the context changes nothing.
    """
    controller = _controller()
    return controller.limit(limits=1, user_api="blas") if controller else contextlib.nullcontext()


@functools.cache
def _controller():
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return None
    return ThreadpoolController()
