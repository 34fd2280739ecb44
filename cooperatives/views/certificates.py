"""Pages of certificates: the same three for organisations, areas and products."""

import datetime
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import key_of
from common.forms import accepted, uploaded
from cooperatives import services
from cooperatives.forms import CertificateForm, WithdrawalForm
from cooperatives.keeping import may_keep, require_keeper
from cooperatives.models import Certificate, Organisation, OrganisationCertificate
from cooperatives.words import certificate_standing


@dataclass(frozen=True)
class CertificateRow:
    """A certificate on its owner's page: the words and tone of how it stands today, and the
    addresses of the pages that change it, empty where nothing can be done with it."""

    certificate: Certificate
    words: str
    tone: str
    correct: str
    withdraw: str


def section(
    request: HttpRequest, kind: type[Certificate], owner: models.Model, holder: Organisation
) -> dict[str, object]:
    """What `cooperatives/certificates.html` shows on the page of `owner`.

    Entries that a newer one took the place of are left to the history.
    """
    today, room = timezone.localdate(), kind._meta.app_label
    keeps = may_keep(request.user, holder, today)
    rows = kind.rows().filter(**{kind.owner_field: owner}, corrected_by=None)
    return {
        "certificates": [_row(each, today, room, keeps=keeps) for each in rows],
        "add_certificate": reverse(f"{room}:add_certificate", kwargs={"pk": owner.pk})
        if keeps
        else "",
    }


def _row(
    certificate: Certificate, today: datetime.date, room: str, *, keeps: bool
) -> CertificateRow:
    words, tone = certificate_standing(certificate, today)
    pages = ["", ""]
    if keeps and not certificate.withdrawn_on:
        names = (f"{room}:correct_certificate", f"{room}:withdraw_certificate")
        pages = [reverse(name, kwargs={"pk": certificate.pk}) for name in names]
    return CertificateRow(certificate, words, tone, *pages)


@login_required
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a certificate of an organisation; for who keeps its records."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    return added(
        request, OrganisationCertificate, organisation, organisation, "cooperatives:detail"
    )


@login_required
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an organisation's certificate right by a newer entry."""
    return corrected(request, OrganisationCertificate, pk, "cooperatives:detail")


@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that an organisation's certificate was taken back."""
    return withdrawn(request, OrganisationCertificate, pk, "cooperatives:detail")


def added(
    request: HttpRequest,
    kind: type[Certificate],
    owner: models.Model,
    holder: Organisation,
    page: str,
) -> HttpResponse:
    """The page that enters a certificate of `owner`, which the person may see.

    holder: the organisation that answers for it; page: the name of the owner's page.
    """
    today = timezone.localdate()
    require_keeper(request.user, holder, today)
    form = CertificateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        certificate = accepted(
            form,
            services.add_certificate,
            kind=kind,
            owner=owner,
            paper=form.paper(),
            document=uploaded(form),
            by=key_of(request.user),
            now=timezone.now(),
        )
        if certificate:
            messages.success(request, _("Đã thêm giấy chứng nhận."))
            return redirect(page, pk=owner.pk)
    return render(
        request,
        "cooperatives/certificate_form.html",
        {"form": form, "owner": owner, "back": reverse(page, kwargs={"pk": owner.pk})},
    )


def corrected(
    request: HttpRequest, kind: type[Certificate], pk: int, page: str
) -> HttpResponse:
    """The page that puts a certificate right by a newer entry."""
    certificate = _visible(request, kind, pk)
    form = CertificateForm(
        request.POST or None, request.FILES or None, initial=CertificateForm.of(certificate)
    )
    if request.method == "POST" and form.is_valid():
        newer = accepted(
            form,
            services.correct_certificate,
            certificate=certificate,
            paper=form.paper(),
            document=uploaded(form),
            by=key_of(request.user),
            now=timezone.now(),
        )
        if newer:
            messages.success(
                request, _("Đã sửa giấy chứng nhận. Bản cũ vẫn còn trong lịch sử.")
            )
            return redirect(page, pk=certificate.owner.pk)
    back = reverse(page, kwargs={"pk": certificate.owner.pk})
    return render(
        request,
        "cooperatives/certificate_form.html",
        {"form": form, "owner": certificate.owner, "certificate": certificate, "back": back},
    )


def withdrawn(
    request: HttpRequest, kind: type[Certificate], pk: int, page: str
) -> HttpResponse:
    """The page that says that a certificate was taken back."""
    certificate = _visible(request, kind, pk)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = accepted(
            form,
            services.withdraw_certificate,
            certificate=certificate,
            **form.cleaned_data,
            by=key_of(request.user),
            today=timezone.localdate(),
        )
        if done:
            messages.success(request, _("Đã ghi việc rút giấy chứng nhận."))
            return redirect(page, pk=certificate.owner.pk)
    back = reverse(page, kwargs={"pk": certificate.owner.pk})
    return render(
        request,
        "cooperatives/withdrawal_form.html",
        {"form": form, "certificate": certificate, "back": back},
    )


def _visible(request: HttpRequest, kind: type[Certificate], pk: int) -> Certificate:
    """The certificate, when the person may see it; only for who keeps the records."""
    certificate = get_object_or_404(kind.rows().visible_to(request.user), pk=pk)
    require_keeper(request.user, certificate.holder, timezone.localdate())
    return certificate
