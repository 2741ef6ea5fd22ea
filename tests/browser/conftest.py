"""One JupyterLab and one Chromium per worker."""

import lab_driver as driver
import lab_server as server
import pytest


@pytest.fixture(scope="session")
def new_page(tmp_path_factory):
    """Makes a page; its `problems` collect what goes wrong behind its surface."""
    copy = server.copy_notebooks(driver.REPOSITORY, tmp_path_factory.mktemp("course"))
    with server.jupyterlab(copy) as address, server.chromium() as browser:

        def new_page():
            page = browser.new_page(viewport=driver.VIEWPORT)
            page.address, page.problems = address, []
            page.on("pageerror", lambda error: page.problems.append(f"page error: {error}"))
            page.on("request", lambda request: note_foreign(page, request.url))
            return page

        yield new_page


@pytest.fixture(scope="session")
def page(new_page):
    """The page in which the chapters of a worker are opened, one after another."""
    return new_page()


def note_foreign(page, url):
    local = (page.address, page.address.replace("http", "ws"), "data:", "blob:")
    if not url.startswith(local):
        page.problems.append(f"asks the network for {url}")
