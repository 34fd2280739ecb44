import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.list_pages import list_page
from accounts.models import User
from labels.links import read_link
from portal import documents
from portal import history as told
from portal.desk import counts_for, next_step
from portal.forms import DayForm
from portal.label_page import LabelPage, label_page
from portal.lists import CERTIFICATES
from portal.need_shapes import Asker
from portal.needs import needs_of
from portal.pictures import QUALITIES, scaled
from portal.sections import watches_codes
from portal.standing import standing_of
from portal.visitors import is_a_scan
from products.models import Product
from records.models import Document
from trace.checking import CheckedLabel, check_label
from trace.services import record_scan

LONGEST_TYPED = 60
HAPPENINGS = 50  # on one page
# The page behind a label is one file without script; only its pictures come apart.
LABEL_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the box for a code, and the way to sign in; for anyone."""
    return render(request, "portal/home.html")


@require_safe
def find_label(request: HttpRequest) -> HttpResponse:
    """From a code or a whole link, as typed, to the page of the label."""
    typed = request.GET.get("ma", "")
    link = read_link(typed)
    if link is not None:
        return redirect(_label_address(link.serial, gtin=link.gtin, lot=link.lot))
    letters = "".join(letter for letter in typed if letter.isalnum())[:LONGEST_TYPED]
    if letters:
        return redirect("portal:label", serial=letters)  # whose page says that it is unknown
    missing = _("Hãy nhập mã in trên nhãn, gồm 16 chữ và số.")
    return render(request, "portal/home.html", {"typed": typed[:200], "missing": missing})


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What needs the person now, then the way from field to label with what they have."""
    assert isinstance(request.user, User)  # signed in
    counts, now = counts_for(request.user), timezone.now()
    standing = standing_of(request)
    asker = Asker(request.user, standing, now, timezone.localdate(now))
    return render(
        request,
        "portal/desk.html",
        {
            "needs": needs_of(asker),
            "counts": counts,
            "watches_codes": watches_codes(standing),
            "next": next_step(standing, counts),
        },
    )


@require_safe
def label(request: HttpRequest, serial: str) -> HttpResponse:
    """The page behind a label; opening it is recorded as a scan.

    404 for an unknown code, with a page that helps. The answer is never kept by anyone: the
    verdict may change within the minute.
    """
    now = timezone.now()
    checked = check_label(
        serial.replace("\0", ""),  # which PostgreSQL would refuse to keep with the scan
        gtin=request.GET.get("01") or None,
        lot=request.GET.get("10") or None,
    )
    if request.method == "GET" and is_a_scan(
        request.headers, request.build_absolute_uri(request.path)
    ):
        record_scan(checked=checked, now=now)
    language = _language(request)
    with translation.override(language):
        response = HttpResponse(
            _label_html(request, checked, now, language), status=200 if checked.run else 404
        )
    response["Content-Language"] = language
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = LABEL_POLICY
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _label_html(
    request: HttpRequest, checked: CheckedLabel, now: datetime.datetime, language: str
) -> str:
    page: LabelPage = label_page(checked, now=now)
    # Rendered without the request: nothing here may touch the session or the person signed in.
    return render_to_string(
        "portal/label.html",
        {
            "page": page,
            "language": language,
            "languages": [
                (code, name, _in_language(request, code))
                for code, name in settings.LANGUAGES
                if code != language
            ],
            "public_url": settings.PUBLIC_URL,
            "address": settings.PUBLIC_URL + request.path,
            "is_demo": settings.DEMO,
        },
    )


def _language(request: HttpRequest) -> str:
    """?lang= when we speak it, else what was chosen on other pages or the browser asks for."""
    wanted = request.GET.get("lang", "")
    if wanted in dict(settings.LANGUAGES):
        return wanted
    return translation.get_language_from_request(request)


def _in_language(request: HttpRequest, code: str) -> str:
    query = request.GET.copy()
    query["lang"] = code
    return f"?{query.urlencode()}"


@require_safe
def digital_link(
    request: HttpRequest, gtin: str, serial: str, lot: str | None = None
) -> HttpResponse:
    """A GS1 Digital Link on a label leads to its page on this host."""
    address = _label_address(serial, gtin=gtin, lot=lot, query=request.GET)
    return HttpResponseRedirect(address, preserve_request=True)


def _label_address(
    serial: str, *, gtin: str | None, lot: str | None, query: QueryDict | None = None
) -> str:
    """The page of a label, told what else the link says: a link that disagrees is unknown."""
    kept = QueryDict(mutable=True) if query is None else query.copy()
    for key, value in (("01", gtin), ("10", lot)):
        if value:
            kept[key] = value
    address = reverse("portal:label", kwargs={"serial": serial})
    return f"{address}?{kept.urlencode()}" if kept else address


@require_safe
def picture(request: HttpRequest, pk: UUID, width: int) -> HttpResponse:
    """A product's picture in a size for public pages. What no product shows is not served."""
    if width not in QUALITIES:
        width = min(QUALITIES)
    shown = Product.objects.filter(picture_id=pk).values("picture_id")
    document = get_object_or_404(Document, pk__in=shown)
    return HttpResponse(
        scaled(document, width),
        content_type="image/jpeg",
        # A new picture is a new document with an address of its own.
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


@login_required
@require_safe
def document(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """A document, for those who may see what it belongs to; for all others there is none."""
    return documents.served(request, documents.visible_document(request.user, pk))


@login_required
@require_safe
def history(request: HttpRequest, key: str) -> HttpResponse:
    """What changed in a thing, who did it and when; with ?ngay= also how it stood that day."""
    subject = told.visible_history(request.user, key)
    model = told.model_of(key)
    page = Paginator(told.happenings(subject), HAPPENINGS).get_page(request.GET.get("trang"))
    form = DayForm(request.GET if "ngay" in request.GET else None)
    asked = form.is_bound and form.is_valid()
    stood = told.standing(subject, form.cleaned_data["ngay"]) if asked else None
    return render(
        request,
        "portal/history.html",
        {
            "subject": subject,
            "happenings": told.in_words(page.object_list, model),
            "page": page,
            "form": form,
            "asked": asked,
            "stood": told.standing_in_words(stood, model) if stood else None,
        },
    )


@login_required
@require_safe
def bulk_change(request: HttpRequest, request_id: str) -> HttpResponse:
    """Everything that was changed in one go, as far as the person may see it."""
    entries = told.visible_entries(request.user, request_id)
    page = Paginator(entries, HAPPENINGS).get_page(request.GET.get("trang"))
    return render(
        request,
        "portal/bulk_change.html",
        {
            "rows": told.rows_in_words(page.object_list),
            "page": page,
            "count": page.paginator.count,
        },
    )


@login_required
def certificates(request: HttpRequest, page: str) -> HttpResponseBase:
    """The certificates of organisations, growing areas or products that the person may see;
    entries that a newer one took the place of are left to the history."""
    declared = CERTIFICATES[page]
    rows = declared.model.rows().visible_to(request.user).filter(corrected_by=None)
    tabs = [
        (reverse(f"portal:{name}"), one.title, name == page)
        for name, one in CERTIFICATES.items()
    ]
    context = {"declared": declared, "tabs": tabs}
    return list_page(request, declared, rows, "portal/certificates.html", context)
