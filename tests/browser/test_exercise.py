"""One exercise, from the stub to full points, typed as a student types it."""

import lab_driver as driver
import pytest

NOTEBOOK = "exercises/3_1_cnn/3_1_cnn.ipynb"
QUESTION, FUNCTION = "3_1.output_size", "output_size"
SIGNATURE = "def output_size(n, k, *, stride=1, padding=0, dilation=1):\n"
RIGHT = SIGNATURE + "    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1\n"
# The classic mistake: padding is on both sides.
WRONG = RIGHT.replace("2 * padding", "padding")


@pytest.fixture(scope="module")
def page(new_page):
    page = new_page()
    driver.open_notebook(page, page.address, NOTEBOOK)
    driver.run_all(page)
    return page


def answer_and_check(page, source):
    """Type `source` over the answer, run it and its check; give back the text of the card."""
    answer = page.locator(".jp-CodeCell", has_text=f"def {FUNCTION}(").first
    driver.type_into(page, answer, source)
    page.keyboard.press("Shift+Enter")
    driver.wait_idle(page)
    check = page.locator(".jp-CodeCell", has_text=f'check("{QUESTION}"').first
    check.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    driver.wait_idle(page)
    check.scroll_into_view_if_needed()
    return check.locator(".jp-OutputArea").inner_text()


def test_stub_is_not_attempted(page):
    driver.screenshots(page, driver.SCREENSHOTS / "3_1_exercise")
    check = page.locator(".jp-CodeCell", has_text=f'check("{QUESTION}"').first
    assert "not attempted" in check.locator(".jp-OutputArea").inner_text()
    assert driver.failures(page) + page.problems == []


def test_wrong_answer_is_told_its_mistake(page):
    card = answer_and_check(page, WRONG)
    page.screenshot(path=driver.SCREENSHOTS / "3_1_exercise" / "wrong.png")
    assert "the padding is counted once" in card
    assert "1 / 1 points" not in card


def test_right_answer_earns_all_points(page):
    card = answer_and_check(page, RIGHT)
    page.screenshot(path=driver.SCREENSHOTS / "3_1_exercise" / "right.png")
    assert "1 / 1 points" in card
    assert driver.failures(page) + page.problems == []
