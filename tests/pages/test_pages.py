"""Every page and card: what is put into one stays text, in colors of one palette, and is all."""

import ast
import html
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from matplotlib.colors import CSS4_COLORS

from dlcourse import pages, plots
from dlcourse.pages import TEMPLATES, render
from dlcourse.pages.palette import COLORS, fade

PACKAGE = TEMPLATES.parents[1]
SOURCES = {path.stem: path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html")}
EXAMPLES = json.loads(Path(__file__).with_name("examples.json").read_text(encoding="utf-8"))
HOSTILE = "\"'></b><script>alert(1)</script><img src=x onerror=y>{{ 7*7 }}{% endif %}\x1b[31m\u202e"
SHOWN = HOSTILE.replace("\x1b", "\ufffd").replace("\u202e", "\ufffd")
TAGS = (
    "article|b|blockquote|body|br|button|caption|code|details|div|dl|em|figcaption|figure|h[1-6]"
    "|head|hr|html|i|img|input|label|li|link|mark|meta|ol|p|path|pre|q|script|section|select|small"
    "|span|strong|style|sub|summary|sup|svg|table|tbody|td|th|thead|title|tr|u|ul"
)
TAG = re.compile(rf"</?({TAGS})(\s+[a-z-]+=|\s*/?>|\s*$)|<a\s+(href|id)=|</a>", re.IGNORECASE)
WITH_TAGS = set()
"""Modules with tags in their strings, and no page to put them into: none."""


def put(value, text=None):
    """An example, with another text in place of each; "=good" is a name that is looked up."""
    if isinstance(value, dict):
        return {
            put(key, text) if key.isdigit() else key: put(each, text) for key, each in value.items()
        }
    if isinstance(value, list):
        return [put(each, text) for each in value]
    if isinstance(value, str) and value.startswith("="):
        return value[1:]
    return text if text and value and isinstance(value, str) else value


class Elements(HTMLParser):
    """The elements of a page in their order, with the names of their attributes."""

    def __init__(self, page):
        super().__init__()
        self.found, self.open = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, [name for name, _ in attributes]))
        if tag not in ("br", "img", "meta"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_every_template_has_an_example():
    assert {name for name, _ in EXAMPLES} == SOURCES.keys() - {"page", "parts"}


def test_nothing_that_is_put_in_becomes_markup():
    for name, values in EXAMPLES:
        page, harmless = render(name, **put(values, HOSTILE)), render(name, **put(values))
        assert SHOWN in html.unescape(page), name
        assert "<script" not in page, name
        assert not pages.UNSEEN.search(page), name
        assert Elements(page).found == Elements(harmless).found, name
        assert not Elements(page).open, name


def test_a_value_that_is_missing_is_an_error():
    unused = {(name, key) for name, values in EXAMPLES for key in values}
    for name, values in EXAMPLES:
        for key in values:
            try:
                render(name, **put({k: value for k, value in values.items() if k != key}))
            except UndefinedError:
                unused.discard((name, key))
    assert not unused


def test_no_template_lets_markup_through():
    for name, source in SOURCES.items():
        assert not re.search(r"\|\s*safe\b|autoescape|Markup|<script|\son\w+=|https?:", source), (
            name
        )
    for path in PACKAGE.rglob("*.py"):
        assert "Markup(" not in path.read_text(encoding="utf-8"), path


def test_there_is_no_html_in_a_string_of_python():
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if path.parent.name != "pages" and any(map(TAG.search, strings(path)))
    }
    assert found == WITH_TAGS


def strings(path):
    """Every string of a module that is not its documentation."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def test_colors_are_those_of_the_palette():
    for name, source in SOURCES.items():
        looks = re.findall(r'style="(.*?)">|<style>(.*?)</style>', source, re.DOTALL)
        sets = re.findall(r"{% set \w+ = .*%}", source)
        text = " ".join([*(part for pair in looks for part in pair), *sets])
        assert not re.search(r"#[0-9a-fA-F]{3}|\b(rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(", text), name
        assert not set(re.findall(r"(?<![\w.-])[a-z]+\b(?!-)", text)) & CSS4_COLORS.keys(), name
        assert set(re.findall(r"color\.(\w+)", source)) <= COLORS.keys(), name


def test_the_palette_is_that_of_the_figures():
    figures = {*plots.PALETTE.values(), plots.style.__globals__["QUIET"], "#FFFFFF"}
    assert {name for name, color in COLORS.items() if color not in figures} == {"partly"}
    assert fade(COLORS["amount"], 1 / 3) == "rgba(0,114,178,0.33)"


@pytest.mark.parametrize("paper", ["#FFFFFF", "#111111"])  # JupyterLab's, light and dark
def test_colors_of_text_are_legible(paper):
    for name in COLORS.keys() - {"marked", "paper"}:
        assert contrast(COLORS[name], paper) >= 3, name


def contrast(one, other):
    """From 1 to 21, as Web Content Accessibility Guidelines 2.1 define it."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(color):
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def test_the_library_of_templates_is_loaded_when_something_is_shown():
    code = (
        "import sys, dlcourse.pages as pages\n"
        "assert 'jinja2' not in sys.modules\n"
        "parts = {n for n in sys.modules if n.startswith('dlcourse.')}\n"
        "assert parts == {'dlcourse.pages', 'dlcourse.pages.palette'}, parts\n"
        "pages.render('sentence', words='')\n"
        "assert 'jinja2' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
