"""`show` gives the code of the package as it runs, without docstrings."""

import ast
import inspect

import pytest

import dlcourse
from dlcourse import show
from dlcourse.checks import gradcheck, numerical_gradient


def test_docstring_is_left_out_and_the_code_is_all_there():
    shown = ast.parse(str(show(numerical_gradient)))
    source = ast.parse(inspect.getsource(numerical_gradient))
    del source.body[0].body[0]
    assert ast.dump(shown) == ast.dump(source)
    assert "Parameters" not in str(show(numerical_gradient))


def test_no_blank_line_where_the_docstring_was():
    lines = str(show(numerical_gradient)).splitlines()
    assert lines[0].startswith("def numerical_gradient(")
    assert lines[1].strip()


def test_several_functions_in_the_order_given():
    text = str(show(gradcheck, numerical_gradient))
    assert text.index("def gradcheck") < text.index("def numerical_gradient")


def test_classes_lose_every_docstring():
    class Thing:
        """A thing."""

        def act(self):
            """Act."""

            # why
            return "<&>"

        def documented_only(self):
            """All there is."""

    assert str(show(Thing)) == "\n".join(
        [
            "class Thing:",
            "    def act(self):",
            "        # why",
            '        return "<&>"',
            "",
            "    def documented_only(self):",
            '        """All there is."""',
        ]
    )
    html = show(Thing)._repr_mimebundle_()["text/html"]
    assert "&lt;&amp;&gt;" in html
    assert "<&>" not in html


def test_bundle_is_the_same_every_time_and_colored_by_the_theme():
    bundle = show(gradcheck)._repr_mimebundle_()
    assert bundle == show(gradcheck)._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert bundle["text/plain"] == str(show(gradcheck)) == repr(show(gradcheck))
    assert 'style="color:var(--jp-mirror-editor-keyword-color' in bundle["text/html"]
    assert " at 0x" not in bundle["text/html"]


def test_refusals():
    with pytest.raises(ValueError, match="got none"):
        show()
    with pytest.raises(ValueError, match="built-in function len"):
        show(len)


def test_package_knows_what_it_exports():
    assert "show" in dir(dlcourse)
    with pytest.raises(AttributeError, match="no attribute 'shwo'"):
        _ = dlcourse.shwo
