"""A sentence typed into the translator's lab is translated, and played token by token."""

import lab_driver as driver

NAME = "5_2_machine_translation"
TABLE = "table[aria-label]"


def lab_of(page):
    """The output that holds a field to type into, if the chapter has one."""
    outputs = page.locator(".jp-OutputArea-output")
    return outputs.filter(has=page.locator(".widget-text input[type=text]"))


def type_text(page, lab, text):
    field = lab.locator(".widget-text input[type=text]").first
    field.fill(text)
    field.press("Enter")
    driver.wait_idle(page)


def test_typed_sentences_are_translated(chapter):
    name, page = chapter
    lab = lab_of(page)
    assert lab.count() == (name == NAME)
    if not lab.count():
        return
    lab.scroll_into_view_if_needed()
    type_text(page, lab, "Monday, January 1, 2001")
    assert "2001年1月1日星期一" in lab.inner_text()
    assert "Right" in lab.inner_text()
    lab.locator("select").first.select_option("French")
    driver.wait_idle(page)
    assert "lundi 1er janvier 2001" in lab.inner_text()
    page.screenshot(path=driver.SCREENSHOTS / name / "typed.png")
    assert driver.failures(page) + page.problems == []


def test_an_unknown_word_gets_a_sentence_and_no_traceback(chapter):
    name, page = chapter
    if name != NAME:
        return
    lab = lab_of(page)
    type_text(page, lab, "Marsh 5, 2024")
    assert "near it: march" in lab.inner_text()
    assert lab.locator(TABLE).count() == 0
    assert driver.failures(page) + page.problems == []


def test_play_writes_token_by_token(chapter):
    name, page = chapter
    if name != NAME:
        return
    lab = lab_of(page)
    type_text(page, lab, "Monday, January 1, 2001")
    hidden = lab.locator(f"{TABLE} tr[style*='visibility']")
    assert hidden.count() == 0
    lab.locator(".jupyter-widget-play button, .widget-play button").first.click()
    hidden.first.wait_for(state="attached", timeout=5_000)
    page.screenshot(path=driver.SCREENSHOTS / name / "playing.png")
    lab.get_by_text("Right").wait_for(timeout=20_000)
    assert hidden.count() == 0
    assert driver.failures(page) + page.problems == []
