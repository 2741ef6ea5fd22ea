"""The colors of pages and cards, each named once, for what it says.

They are those of the figures (`plots.PALETTE`), by M. Okabe and K. Ito (2008), Color Universal
Design. Those that text is written in are legible on white and on JupyterLab's black: their
contrast with either is at least 3 to 1.
"""

COLORS = {
    "good": "#009E73",
    "partly": "#C68900",  # the orange of the figures, darkened: that has 2.3 to 1 on white
    "bad": "#D55E00",
    "quiet": "#8A8A8A",
    "amount": "#0072B2",
    "marked": "#E69F00",
    "other": "#CC79A7",
    "paper": "#FFFFFF",
}
"""What is right, partly right and wrong; what recedes; bars; what is marked; one color more, for
highlighting; and what is written on bars."""


def fade(color, share):
    """A color that lets the page through: a share of it, the rest is what is behind.

    Examples
    --------
    >>> fade("#0072B2", 0.5)
    'rgba(0,114,178,0.50)'
    """
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share:.2f})"
