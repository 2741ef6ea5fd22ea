"""A progress bar where there is one to be had."""

from contextlib import contextmanager


@contextmanager
def progress_bar(total, done, shown):
    """Yield a function that counts one step and shows the loss; it does nothing without tqdm."""
    try:
        from tqdm.auto import tqdm
    except ImportError:
        shown = False
    if not shown:
        yield lambda text: None
        return
    with tqdm(total=total, initial=done, unit="step") as bar:

        def advance(text):
            bar.set_postfix_str(text, refresh=False)
            bar.update()

        yield advance
