"""Move sliders as a hand does, and wait after each move until its picture is on the screen."""

from dataclasses import dataclass

# From the key's own time stamp to the frame that shows the changed picture of the same output.
WATCH = """
output => {
    window.pictureShown = new Promise(resolve => {
        let pressed = null;
        const press = event => { pressed ??= event.timeStamp; };
        document.addEventListener('keydown', press, {capture: true, once: true});
        const picture = 'img, canvas, svg, table[aria-label]';  // a table of words is one too
        const shows = node => node.nodeType === 1 &&
            (node.matches(picture) || node.querySelector(picture));
        const finish = async image => {
            observer.disconnect();
            if (image?.decode) await image.decode().catch(() => null);
            requestAnimationFrame(() => resolve(Math.round(performance.now() - pressed)));
        };
        const observer = new MutationObserver(changes => {
            for (const change of changes) {
                const nodes = [change.target, ...change.addedNodes].filter(shows);
                const inPicture = change.target.closest?.('img, svg');
                const added = [...change.addedNodes].some(shows);
                if (pressed !== null && (inPicture || added)) {
                    return finish(nodes.map(n => n.matches('img') ? n : n.querySelector('img'))
                        .find(image => image));
                }
            }
        });
        observer.observe(output, {
            subtree: true, childList: true, attributes: true, attributeFilter: ['src', 'd'],
        });
        setTimeout(() => { observer.disconnect(); resolve(null); }, 10000);  // no picture follows
    });
}
"""


@dataclass
class Slider:
    """One slider of a lab, with the milliseconds of each move (None: no new picture came)."""

    label: str
    milliseconds: list


def move_sliders(page, moves=12):
    """Move every slider of the notebook up and down; give back what each move took."""
    handles = page.locator(".jp-OutputArea-output .widget-slider [role=slider]")
    return [move_slider(page, handles.nth(i), moves) for i in range(handles.count())]


def move_slider(page, handle, moves):
    handle.scroll_into_view_if_needed()
    output = handle.locator("xpath=ancestor::*[contains(@class,'jp-OutputArea-output')]").last
    box = handle.locator("xpath=ancestor::*[contains(@class,'widget-slider')]").last
    slider = Slider(box.inner_text().split("\n")[0], [])
    handle.focus()
    key = "ArrowRight"
    for move in range(moves):
        if move == moves // 2 or at_end(handle, key):
            key = "ArrowLeft" if key == "ArrowRight" else "ArrowRight"
        output.evaluate(WATCH)
        page.keyboard.press(key)
        slider.milliseconds.append(page.evaluate("() => window.pictureShown"))
    return slider


def choose_from_menus(page):
    """Choose every option of every menu of the labs, and at last what each menu began with."""
    menus = page.locator(".jp-OutputArea-output .widget-dropdown select")
    for menu in menus.all():
        begun = menu.evaluate("node => node.selectedIndex")
        for option in [*range(menu.locator("option").count()), begun]:
            menu.select_option(index=option)
            page.wait_for_timeout(200)


def at_end(handle, key):
    end = "aria-valuemax" if key == "ArrowRight" else "aria-valuemin"
    return float(handle.get_attribute("aria-valuenow")) == float(handle.get_attribute(end))


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]
