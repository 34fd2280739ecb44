"""`make screenshots`: the pictures of docs/, taken anew from the demonstration.

The demonstration is loaded into a folder of its own and served from there; each picture is the
page as a person of it sees it. Pictures are kept small, since they live in the repository.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

from tests.browser.conftest import BROWSERS, QUIET

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs/images"
PHONE, OFFICE = 360, 1100
LARGEST = 150_000  # bytes
COLOURS = 128
WAIT_FOR_SERVER = 60  # seconds
CLERK, OFFICER = "htx.huongphung", "canbo.huongphung"
RICE, PROVINCE = "htx.hailang", "canbo.quangtri"
PASSWORD = "minh-hoa-2026"  # public, as `make run` says it

# Made-up people of a cooperative, and what is wrong in such lists.
MEMBERS = [
    ["Họ và tên", "Giới tính", "Dân tộc", "Năm sinh", "Thôn", "Vốn góp"],
    ["Nguyễn Thị Mẫu Một (minh họa)", "nữ", "Kinh", "1975", "Thôn Thượng Xá", "2000000"],
    ["Trần Văn Mẫu Hai (minh họa)", "nam", "Kinh", "1968", "Thôn Thượng Xá", "2000000"],
    ["Hồ Thị Mẫu Ba (minh họa)", "nữ", "Bru-Vân Kiều", "1990", "Thôn Đại An", "1500000"],
    ["Lê Văn Mẫu Bốn (minh họa)", "nam", "Kinh", "1982", "Thôn Đại An", "3000000"],
    ["Phan Thị Mẫu Năm (minh họa)", "gái", "Kinh", "1979", "Thôn Đại An", "2000000"],
    ["Võ Văn Mẫu Sáu (minh họa)", "nam", "Kinh", "2099", "Thôn Thượng Xá", "hai triệu"],
]


@dataclass(frozen=True)
class Shot:
    """One picture: its name, whose page, its address, the window, and what to do before.

    path: an address, or the words of links to follow from it. press: what to press first.
    height: where the picture ends, in pixels; the page's end when it is shorter. part: what of
    the page the picture is of, when not its beginning.
    """

    name: str
    person: str
    path: str
    width: int = OFFICE
    height: int = 760
    follow: Sequence[str] = ()
    press: str = ""
    part: str = ""


SHOTS = [
    Shot("home", "", "/", OFFICE, 560),
    Shot("desk", CLERK, "/ban-lam-viec/", PHONE, 1000),
    Shot("menu", CLERK, "/ban-lam-viec/", PHONE, 740, press=".menu summary"),
    Shot("desk-office", OFFICER, "/ban-lam-viec/"),
    Shot("organisations", OFFICER, "/to-chuc/"),
    Shot("organisation", CLERK, "/to-chuc/", height=1100, follow=["HTX Nông sản Hướng Phùng"]),
    Shot("area", CLERK, "/vung-trong/", PHONE, 1100, follow=["Đồi cà phê Phùng Lâm"]),
    Shot("application", OFFICER, "/to-chuc/cho-xac-nhan/", PHONE, 1000, follow=["Tổ hợp tác"]),
    Shot("import", CLERK, "/nhap-du-lieu/"),
    Shot("contract", RICE, "/to-chuc/", PHONE, 900, follow=["HTX", "Vùng trồng của hợp đồng"]),
    Shot("digital", RICE, "/to-chuc/", follow=["HTX"], part=".two-columns"),
    Shot("history", CLERK, "/vung-trong/", PHONE, 900, ["Đồi cà phê", "Lịch sử thay đổi"]),
    Shot("jobs", CLERK, "/viec-chay-nen/", height=600),
    Shot("officers", PROVINCE, "/can-bo/", height=620),
    Shot("batch", CLERK, "/lo-hang/", height=900, follow=["CF-2611-A"]),
    Shot("print", CLERK, "/lo-hang/", PHONE, 800, follow=["CF-2611-A", "In nhãn"]),
]


def main() -> None:
    """Take all pictures, or those whose names stand on the command line."""
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address:
        IMAGES.mkdir(exist_ok=True)
        browser_name = next(filter(None, map(shutil.which, BROWSERS)))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_name, args=QUIET)
            for shot in SHOTS:
                if not wanted or shot.name in wanted:
                    keep(taken(browser, address, shot), shot.name)
            for name in ("import-check", "members"):
                if not wanted or name in wanted:
                    keep(PICTURES[name](browser, address), name)
            if not wanted or "label-page" in wanted:
                keep(label_page(browser, address), "label-page")
            browser.close()
        if not wanted or "labels" in wanted:
            keep(label_sheet(Path(folder) / "nhan-minh-hoa.pdf", Path(folder)), "labels")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The demonstration in `folder`, with a server before it; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    known = {"DEMO": "1", "VAR_DIR": str(folder), "PUBLIC_URL": address, "PORT": port}
    unset = ("DATABASE_URL", "DEBUG", "ALLOWED_HOSTS", "LABEL_KEYS_FILE", "PUBLIC_URL_ALIASES")
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    environment |= known | {"HOST": "127.0.0.1"}
    (folder / "frontend").symlink_to(ROOT / "var/frontend")

    def manage(*words: str) -> list[str]:
        return [sys.executable, "manage.py", *words]

    for words in (
        ("migrate", "--verbosity", "0"),
        ("load_places", "--commit"),
        ("load_crops", "--commit"),
        ("load_growing_rules", "--commit"),
        ("label_keys", "ensure"),
        ("load_demo",),
        ("collectstatic", "--noinput", "--verbosity", "0"),
    ):
        subprocess.run(manage(*words), cwd=ROOT, env=environment, check=True)
    server = subprocess.Popen(manage("serve"), cwd=ROOT, env=environment)
    try:
        _wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str) -> None:
    end = time.monotonic() + WAIT_FOR_SERVER
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except urllib.error.URLError:
            time.sleep(0.5)
    raise TimeoutError(f"Nothing answers at {address}.")


def taken(browser: Browser, address: str, shot: Shot) -> Path:
    """The picture of `shot`, as the browser takes it."""
    page = _page(browser, address, shot.width)
    if shot.person:
        sign_in(page, shot.person)
    page.goto(shot.path)
    for words in shot.follow:
        page.locator("main").get_by_role("link", name=words).first.click()
    if shot.press:
        page.locator(shot.press).locator("visible=true").first.click()
    return _picture(page, shot.width, shot.height, shot.part)


def sign_in(page: Page, person: str) -> None:
    """Sign in as somebody of the demonstration."""
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(person)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.locator("main button.btn-primary").first.click()
    page.wait_for_url("**/ban-lam-viec/")


def import_check(browser: Browser, address: str) -> Path:
    """What the check of a list of members found, before anything is written."""
    page = _page(browser, address, OFFICE)
    sign_in(page, RICE)
    page.goto("/nhap-du-lieu/")
    page.get_by_label("Nhập gì").select_option(label="Thành viên")
    rows = "\r\n".join(";".join(row) for row in MEMBERS)
    sheet = FilePayload(name="thanh-vien.csv", mimeType="text/csv", buffer=rows.encode())
    page.get_by_label("Tệp", exact=True).set_input_files([sheet])
    page.locator("main button.btn-primary").first.click()
    page.wait_for_url("**/ghep-cot/")
    page.locator("main button.btn-primary").first.click()  # the columns are guessed well
    page.get_by_text("Chưa có gì được ghi.").wait_for()
    return _picture(page, OFFICE, 1000)


def members(browser: Browser, address: str) -> Path:
    """The list of members, after the good rows of that file were brought in."""
    page = _page(browser, address, OFFICE)
    sign_in(page, RICE)
    page.goto("/nhap-du-lieu/")
    page.locator("main tbody a").first.click()
    page.locator("main button.btn-primary").first.click()
    page.get_by_text("Đã nhập").wait_for()
    page.goto("/to-chuc/")
    page.locator("main tbody a").first.click()
    page.get_by_role("link", name="Danh sách thành viên").click()
    return _picture(page, OFFICE, 760)


PICTURES = {"import-check": import_check, "members": members}


def label_page(browser: Browser, address: str) -> Path:
    """The page behind a label, found by the number printed on its sheet of the batch."""
    page = _page(browser, address, PHONE)
    sign_in(page, CLERK)
    page.goto("/nhan/")
    page.locator("main tbody a").first.click()
    page.locator("main a.code").first.click()
    return _picture(page, PHONE, 1100)


def label_sheet(sheet: Path, folder: Path) -> Path:
    """The first labels of the printed sheet."""
    drawn = pypdfium2.PdfDocument(sheet)[0].render(scale=2).to_pil()
    picture = folder / "labels.png"
    # Three rows of two: of the sheet's 3 columns and 8 rows.
    part = drawn.crop((0, 0, drawn.width * 2 // 3, drawn.height * 3 // 8))
    part.resize((800, 800 * part.height // part.width), Image.Resampling.LANCZOS).save(picture)
    return picture


def _page(browser: Browser, address: str, width: int) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 760}, locale="vi-VN", base_url=address
    )
    return context.new_page()


def _picture(page: Page, width: int, height: int, part: str = "") -> Path:
    page.wait_for_load_state("networkidle")
    page.set_viewport_size({"width": width, "height": 400})  # or a short page stays long
    end = min(height, page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": width, "height": end})
    picture = Path(tempfile.gettempdir()) / f"picture-{os.getpid()}.png"
    if part:
        page.locator(part).screenshot(path=picture)
    else:
        page.screenshot(path=picture)
    page.context.close()
    return picture


def keep(picture: Path, name: str) -> None:
    """Put `picture` into docs/images with few colours; too large a one stops the command."""
    kept = IMAGES / f"{name}.png"
    with Image.open(picture) as whole:
        small = whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(kept, optimize=True)
    picture.unlink()
    size = kept.stat().st_size
    sys.stdout.write(f"{kept.relative_to(ROOT)}  {size // 1000} kB\n")
    if size > LARGEST:
        raise SystemExit(f"{kept} has {size} bytes; {LARGEST} are allowed. Show less of it.")


if __name__ == "__main__":
    main()
