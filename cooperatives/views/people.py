"""Pages of the members of a cooperative: their list, entering, changing, leaving, counts."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import key_of
from accounts.list_pages import list_page
from accounts.models import User
from common.forms import accepted
from cooperatives import services
from cooperatives.access import WORKERS, has_role, require
from cooperatives.forms import LeavingForm, PersonForm
from cooperatives.importing import managed_by
from cooperatives.keeping import may_count_members
from cooperatives.models import Member, Organisation
from cooperatives.people_lists import MEMBERS


@dataclass(frozen=True)
class CountRow:
    """How many members there are of one ethnicity; empty where it is not given."""

    ethnicity: str
    female: int
    male: int
    unsaid: int

    @property
    def people(self) -> int:
        """All of them."""
        return self.female + self.male + self.unsaid


def section(request: HttpRequest, organisation: Organisation) -> dict[str, object]:
    """What `cooperatives/people_counts.html` shows on the page of an organisation."""
    today = timezone.localdate()
    if not may_count_members(request.user, organisation, today):
        return {"may_count_members": False}
    numbers: dict[str, dict[str, int]] = {}
    for each in Member.objects.filter(organisation=organisation).on(today).counts():
        of_group = numbers.setdefault(str(each["ethnicity"]), {})
        of_group[str(each["sex"])] = int(str(each["people"]))
    rows = [
        CountRow(name, n.get("female", 0), n.get("male", 0), n.get("", 0))
        for name, n in numbers.items()
    ]
    total = CountRow(
        "",
        sum(row.female for row in rows),
        sum(row.male for row in rows),
        sum(row.unsaid for row in rows),
    )
    return {
        "may_count_members": True,
        "member_counts": rows,
        "member_total": total,
        "keeps_members": has_role(request.user, organisation, *WORKERS),
    }


@login_required
def member_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The members of an organisation; for its managers and operators."""
    organisation = _organisation(request, pk)
    rows = Member.objects.visible_to(request.user).filter(organisation=organisation)
    assert isinstance(request.user, User)  # the page asks for a sign-in
    context = {
        "organisation": organisation,
        "may_bring_in": organisation in managed_by(request.user),
    }
    return list_page(request, MEMBERS, rows, "cooperatives/people.html", context)


@login_required
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a member; for managers and operators of the organisation."""
    organisation = _organisation(request, pk)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        member = accepted(
            form,
            services.record_member,
            organisation=organisation,
            paper=form.paper(),
            by=key_of(request.user),
            now=timezone.now(),
            today=timezone.localdate(),
        )
        if member:
            messages.success(
                request, _("Đã thêm thành viên số %(number)s.") % {"number": member.number}
            )
            return redirect("cooperatives:member_list", pk=pk)
    return render(
        request, "cooperatives/person_form.html", {"form": form, "organisation": organisation}
    )


@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what the list says of a member; for managers and operators."""
    member = _visible(request, pk)
    form = PersonForm(request.POST or None, row=member)
    if request.method == "POST" and form.is_valid():
        changed = accepted(
            form,
            services.change_member,
            member=member,
            paper=form.paper(),
            version=form.version,
            by=key_of(request.user),
            today=timezone.localdate(),
        )
        if changed:
            messages.success(request, _("Đã lưu thay đổi."))
            return redirect("cooperatives:member_list", pk=member.organisation_id)
    return render(
        request,
        "cooperatives/person_form.html",
        {"form": form, "organisation": member.organisation, "member": member},
    )


@login_required
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that somebody is a member no more; for managers and operators."""
    member = _visible(request, pk)
    form = LeavingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        left = accepted(
            form,
            services.mark_left,
            member=member,
            left_on=form.cleaned_data["left_on"],
            by=key_of(request.user),
            today=timezone.localdate(),
        )
        if left:
            messages.success(request, _("Đã ghi thành viên thôi tham gia."))
            return redirect("cooperatives:member_list", pk=member.organisation_id)
    return render(
        request,
        "cooperatives/leaving_form.html",
        {"form": form, "organisation": member.organisation, "member": member},
    )


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    """The organisation, when the person may see it; only for who sees its members."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    require(request.user, organisation, *WORKERS)
    return organisation


def _visible(request: HttpRequest, pk: int) -> Member:
    visible = Member.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(visible, pk=pk)
