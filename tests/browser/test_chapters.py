"""Every chapter as a browser shows it, and its labs as a reader moves them.

A chapter is one test, so that its page is opened once. The cells of its lab are run; WHOLE=1 runs
every cell and keeps a picture of every screen.
"""

import os

import lab_driver as driver
import pad
import pytest
import translator
from latency import choose_from_menus, move_sliders, percentile

CHAPTERS = sorted(path.stem for path in (driver.REPOSITORY / "chapters").glob("*.ipynb"))
WITH_SLIDERS = (
    "1_1_rise",
    "2_1_core_concepts",
    "2_2_fields",
    "3_1_cnn",
    "3_2_rnn",
    "3_3_gan",
    "4_2_recurrence",
    "4_3_gan_losses",
    "6_1_autonomous_driving",
    "6_2_security",
    "6_3_medical_imaging",
    "6_4_financial_risk",
    "6_5_customer_service",
    "8_1_interpretability",
    "8_2_privacy",
)
# What a reader does that is neither a slider nor a menu.
BY_HAND = {
    "0_start_here": pad.check,
    "5_1_image_classification": pad.check,
    "5_2_machine_translation": translator.check,
}
WHOLE = bool(os.environ.get("WHOLE"))
# The first that a reader runs, and one whose lab stands on what the cells before it trained.
ALWAYS_WHOLE = ("0_start_here", "5_1_image_classification")


@pytest.mark.parametrize("name", CHAPTERS or ["no chapter was found"])
def test_chapter(name, page):
    driver.open_notebook(page, page.address, f"chapters/{name}.ipynb")
    (driver.run_all if WHOLE or name in ALWAYS_WHOLE else driver.run_labs)(page)
    if WHOLE:
        driver.screenshots(page, driver.SCREENSHOTS / name)
    assert driver.failures(page) + page.problems == []
    check_sliders(name, page)
    choose_from_menus(page)
    driver.wait_idle(page)
    assert driver.failures(page) + page.problems == []
    BY_HAND.get(name, lambda page: None)(page)
    assert driver.failures(page) + page.problems == []


def check_sliders(name, page):
    """Each move of a slider is followed by its picture."""
    sliders = move_sliders(page)
    assert sliders or name not in WITH_SLIDERS, "the lab of this chapter has no slider"
    silent = [slider.label for slider in sliders if None in slider.milliseconds]
    assert silent == [], "a move of these sliders changed no picture"
    times = [time for slider in sliders for time in slider.milliseconds]
    if times:
        print(f"{name}: {len(sliders)} sliders, 95 % of the moves in {percentile(times, 0.95)} ms")
