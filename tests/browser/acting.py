"""What a person does on a page: fill boxes, press buttons, follow links, go by the keyboard."""

from playwright.sync_api import Page

MOST_TABS = 80


def fill(page, **fields):
    """Fill the form's boxes by their names, as a person does box by box."""
    for name, value in fields.items():
        box = page.locator(f"main [name={name}]")
        if box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)


def press(page, words):
    """Press the button that says exactly `words`."""
    page.locator("main").get_by_role("button", name=words, exact=True).click()


def send(page):
    """Press the one button of the page's form that stands out."""
    page.locator("main button.btn-primary").first.click()


def follow(page, words):
    """Follow the first link that says exactly `words`."""
    page.locator("main").get_by_role("link", name=words, exact=True).first.click()


def told(page):
    """What stands on the page, as it is read."""
    return page.locator("main").inner_text()


def tab_to(page: Page, selector: str) -> None:
    """Go on by the Tab key until `selector` has the focus, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"The keyboard does not reach {selector}.")
