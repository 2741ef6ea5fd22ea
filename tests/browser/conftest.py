"""One JupyterLab and one Chromium per worker; each chapter is opened and run once."""

from pathlib import Path

import lab_driver as driver
import pytest

REPOSITORY = Path(__file__).parents[2]
CHAPTERS = sorted(path.stem for path in (REPOSITORY / "chapters").glob("*.ipynb"))


def pytest_collection_modifyitems(items):
    """Keep the tests of a chapter on one worker, where its page stays open (--dist loadgroup)."""
    for item in items:
        parameters = item.callspec.params if hasattr(item, "callspec") else {}
        item.add_marker(pytest.mark.xdist_group(parameters.get("chapter", item.path.stem)))


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    copy = driver.copy_notebooks(REPOSITORY, tmp_path_factory.mktemp("course"))
    with driver.jupyterlab(copy) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    with driver.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def open_page(address, browser):
    """Open a notebook; `page.problems` collects what goes wrong behind its surface."""

    def open_page(path):
        page = browser.new_page(viewport=driver.VIEWPORT)
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(f"page error: {error}"))
        page.on("request", lambda request: note_foreign(page, request.url, address))
        driver.open_notebook(page, address, path)
        return page

    return open_page


def note_foreign(page, url, address):
    local = (address, address.replace("http", "ws"), "data:", "blob:")
    if not url.startswith(local):
        page.problems.append(f"asks the network for {url}")


@pytest.fixture(scope="session", params=CHAPTERS or ["no chapter was found"])
def chapter(request, open_page):
    """A chapter after Run All Cells, as (name, page)."""
    page = open_page(f"chapters/{request.param}.ipynb")
    page.seconds = driver.run_all(page)
    yield request.param, page
    driver.shut_down_kernel(page)
    page.close()
