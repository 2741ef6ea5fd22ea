"""Every chapter, run in a browser as a reader runs it."""

import lab_driver as driver
from latency import choose_from_menus, move_sliders, percentile

WITH_SLIDERS = (
    "1_1_rise",
    "2_1_core_concepts",
    "2_2_fields",
    "3_1_cnn",
    "3_2_rnn",
    "3_3_gan",
    "4_2_recurrence",
    "4_3_gan_losses",
)


def test_runs_without_a_failure(chapter):
    name, page = chapter
    pictures = driver.screenshots(page, driver.SCREENSHOTS / name)
    assert driver.failures(page) + page.problems == []
    assert all(picture.stat().st_size > 10_000 for picture in pictures)


def test_each_control_shows_its_picture(chapter):
    name, page = chapter
    sliders = move_sliders(page)
    assert sliders or name not in WITH_SLIDERS, "the lab of this chapter has no slider"
    silent = [slider.label for slider in sliders if None in slider.milliseconds]
    assert silent == [], "a move of these sliders changed no picture"
    times = [time for slider in sliders for time in slider.milliseconds]
    if times:
        print(f"{name}: {len(sliders)} sliders, 95 % of the moves in {percentile(times, 0.95)} ms")
    choose_from_menus(page)
    driver.wait_idle(page)
    assert driver.failures(page) + page.problems == []
