"""Every chapter, run in a browser as a reader runs it."""

import json

import lab_driver as driver
from latency import move_sliders, percentile

MILLISECONDS = 150


def test_runs_without_a_failure(chapter):
    name, page = chapter
    pictures = driver.screenshots(page, driver.SCREENSHOTS / name)
    assert driver.failures(page) + page.problems == []
    assert all(picture.stat().st_size > 10_000 for picture in pictures)


def test_each_slider_shows_its_picture_in_time(chapter):
    name, page = chapter
    sliders = move_sliders(page)
    times = {slider.label: slider.milliseconds for slider in sliders}
    (driver.SCREENSHOTS / name / "latency.json").write_text(json.dumps(times, indent=1))
    silent = [slider.label for slider in sliders if None in slider.milliseconds]
    assert silent == [], "a move of these sliders changed no picture"
    if sliders:
        late = percentile([time for slider in sliders for time in slider.milliseconds], 0.95)
        print(f"{name}: {len(sliders)} sliders, 95 % of the moves within {late:.0f} ms")
        assert late <= MILLISECONDS, times
    assert driver.failures(page) + page.problems == []
