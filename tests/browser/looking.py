"""What must be true of every page, asked of the page itself in the browser."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SMALLEST_TARGET = 44  # CSS pixels
GRAVE = ("serious", "critical")
# By its own words each rule of axe-core names the clause of WCAG that it tests.
RULES = {"resultTypes": ["violations"]}

# Buttons, boxes and links that stand alone. A link inside a sentence is as high as its line; a
# box to tick is pressed by its label.
TOO_SMALL = """
least => {
  const shown = each => each.checkVisibility({visibilityProperty: true});
  const inSentence = link => getComputedStyle(link).display === 'inline'
    && link.parentElement.innerText.trim().length > link.innerText.trim().length;
  const pressed = [...document.querySelectorAll(
    'button, summary, select, textarea, input:not([type=hidden]), a[href]')]
    .filter(each => shown(each) && !each.closest('.skip, .leaflet-control-attribution'))
    .filter(each => each.tagName !== 'A' || !inSentence(each))
    .map(each => /checkbox|radio/.test(each.type) ? each.closest('label') || each : each);
  return pressed
    .filter(each => each.getBoundingClientRect().height < least - 0.5)
    .map(each => `${Math.round(each.getBoundingClientRect().height)} px: `
      + each.outerHTML.slice(0, 120));
}
"""


def grave_violations(page: Page) -> list[str]:
    """What axe-core finds serious or critical: the rule, and where it is broken first."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{each['id']} ({each['impact']}), {len(each['nodes'])} times: "
        f"{each['nodes'][0]['html'][:160]}"
        for each in found
        if each["impact"] in GRAVE
    ]


def small_targets(page: Page) -> list[str]:
    """What is too low for a finger: its height and its beginning."""
    found: list[str] = page.evaluate(TOO_SMALL, SMALLEST_TARGET)
    return found


def overhang(page: Page) -> int:
    """How many pixels the page is wider than the window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return max(0, width)


def faults(page: Page, *, by_finger: bool) -> list[str]:
    """All that is wrong with how the page is made, in words; `by_finger` on a phone."""
    found = grave_violations(page) + (small_targets(page) if by_finger else [])
    if wider := overhang(page):
        found.append(f"{wider} px wider than the window")
    return found
