"""Every page and card as a template: whatever is put into one stays text.

The templates are HTML with places for values (jinja2). A value is escaped where it is put in, a
value that is missing is an error, and a character that would not be seen is shown as one.
"""

import re
from functools import cache
from pathlib import Path

from .palette import COLORS, fade

TEMPLATES = Path(__file__).parent / "templates"
UNSEEN = re.compile(  # control, and what is not seen itself but turns text around
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)


def render(template, /, **values):
    """Put values into a template.

    Parameters
    ----------
    template : str
        File in ``templates``, without its ending: ``"card"``.
    **values
        What the template names: text, numbers, and lists and dicts of them.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    jinja2.TemplateNotFound
        If there is no such template.
    jinja2.UndefinedError
        If the template names a value that is not given.

    Examples
    --------
    >>> render("sentence", words="1 < 2")
    '<p>1 &lt; 2</p>'
    """
    page = _environment().get_template(f"{template}.html").render(values)
    return UNSEEN.sub("\ufffd", page.strip())


@cache
def _environment():
    """The templates, read when the first is asked for."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["color"] = COLORS
    environment.filters["fade"] = fade
    return environment
