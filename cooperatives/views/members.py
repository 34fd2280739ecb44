from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import key_of
from accounts.services import password_link as make_password_link
from common.forms import accepted
from cooperatives import services
from cooperatives.access import MANAGERS, require, require_password_help
from cooperatives.forms import MemberForm, RoleForm
from cooperatives.models import Membership, Organisation


@login_required
def add_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Let another person work for the organisation; for its managers."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    require(request.user, organisation, *MANAGERS)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        membership = accepted(
            form,
            services.add_member,
            organisation=organisation,
            user=form.cleaned_data["username"],
            role=form.cleaned_data["role"],
            by=key_of(request.user),
        )
        if membership:
            messages.success(request, _("Đã thêm."))
            return redirect("cooperatives:detail", pk=pk)
    return render(
        request, "cooperatives/member_form.html", {"form": form, "organisation": organisation}
    )


@login_required
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One person of an organisation: another role, or an end to it; for its managers."""
    membership = _membership(request, pk)
    form = RoleForm(request.POST or None, initial={"role": membership.role})
    if request.method == "POST" and form.is_valid():
        changed = accepted(
            form,
            services.change_role,
            membership=membership,
            role=form.cleaned_data["role"],
            by=key_of(request.user),
        )
        if changed:
            messages.success(request, _("Đã đổi vai trò."))
            return redirect("cooperatives:detail", pk=membership.organisation_id)
    return render(request, "cooperatives/member.html", {"form": form, "membership": membership})


@login_required
@require_POST
def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person work for the organisation no longer; for its managers."""
    membership = _membership(request, pk)
    services.end_membership(membership=membership, by=key_of(request.user))
    said = {"person": membership.user, "organisation": membership.organisation}
    messages.success(request, _("%(person)s không còn là người của %(organisation)s.") % said)
    if membership.user_id == request.user.pk:
        return redirect("cooperatives:list")
    return redirect("cooperatives:detail", pk=membership.organisation_id)


@login_required
@require_POST
def password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link by which a person without e-mail sets a new password; for managers, and for
    the registry of the place."""
    membership = _seen(request, pk)
    require_password_help(request.user, membership, timezone.localdate())
    link = make_password_link(user=membership.user, by=key_of(request.user))
    context = {"person": membership.user, "link": link}
    return render(request, "accounts/password_link.html", context)


def _seen(request: HttpRequest, pk: int) -> Membership:
    """A person's place in an organisation that one may see."""
    visible = Membership.objects.in_force().visible_to(request.user)
    return get_object_or_404(visible.select_related("user", "organisation"), pk=pk)


def _membership(request: HttpRequest, pk: int) -> Membership:
    """A person's place in an organisation, for a manager of it."""
    membership = _seen(request, pk)
    require(request.user, membership.organisation, *MANAGERS)
    return membership
