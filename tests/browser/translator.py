"""A sentence typed into the translator's lab is translated, and played token by token."""

import lab_driver as driver

TABLE = "table[aria-label]"


def lab_of(page):
    """The output that holds a field to type into."""
    outputs = page.locator(".jp-OutputArea-output")
    return outputs.filter(has=page.locator(".widget-text input[type=text]"))


def type_text(page, lab, text):
    field = lab.locator(".widget-text input[type=text]").first
    field.fill(text)
    field.press("Enter")
    driver.wait_idle(page)


def check(page):
    """The lab translates what is typed, refuses what it does not know, and plays."""
    lab = lab_of(page)
    lab.scroll_into_view_if_needed()
    check_typed(page, lab)
    check_unknown_word(page, lab)
    check_play(page, lab)


def check_typed(page, lab):
    type_text(page, lab, "Monday, January 1, 2001")
    assert "2001年1月1日星期一" in lab.inner_text()
    assert "Right" in lab.inner_text()
    lab.locator("select").first.select_option("French")
    driver.wait_idle(page)
    assert "lundi 1er janvier 2001" in lab.inner_text()
    page.screenshot(path=driver.SCREENSHOTS / "translator-typed.png")


def check_unknown_word(page, lab):
    """It gets a sentence and no traceback."""
    type_text(page, lab, "Marsh 5, 2024")
    assert "near it: march" in lab.inner_text()
    assert lab.locator(TABLE).count() == 0


def check_play(page, lab):
    """It writes token by token."""
    type_text(page, lab, "Monday, January 1, 2001")
    hidden = lab.locator(f"{TABLE} tr[style*='visibility']")
    assert hidden.count() == 0
    lab.locator(".jupyter-widget-play button, .widget-play button").first.click()
    hidden.first.wait_for(state="attached", timeout=5_000)
    page.screenshot(path=driver.SCREENSHOTS / "translator-playing.png")
    lab.get_by_text("Right").wait_for(timeout=20_000)
    assert hidden.count() == 0
