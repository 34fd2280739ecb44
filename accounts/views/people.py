from allauth.account.decorators import reauthentication_required
from allauth.account.utils import perform_login
from allauth.decorators import rate_limit
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import services
from accounts.access import helped_by
from accounts.devices import browser_of, device_of
from accounts.forms import ProfileForm, SignUpForm
from accounts.models import OfficerDuty, User
from common.forms import accepted

PAGE, FEW_SIGN_INS = 25, 5


@rate_limit(action="signup")
@sensitive_post_parameters("password1", "password2")
@never_cache
def sign_up(request: HttpRequest) -> HttpResponse:
    """Make a sign-in; the next step is to register one's organisation."""
    if request.user.is_authenticated:
        return redirect("portal:desk")
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = accepted(form, services.sign_up, **form.person())
        if user:
            onward = reverse("cooperatives:register")
            return perform_login(request, user, redirect_url=onward, signup=True)
    return render(request, "accounts/sign_up.html", {"form": form})


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the pages ask for a sign-in first
    return request.user


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """One's own account: what it says, how it is protected, what one may do."""
    me, today = _me(request), timezone.localdate()
    kinds = set(Authenticator.objects.filter(user=me).values_list("type", flat=True))
    duties = OfficerDuty.objects.of(me).on(today).select_related("unit")
    return render(
        request,
        "accounts/profile.html",
        {
            "has_second_factor": Authenticator.Type.TOTP in kinds,
            "sessions": len(UserSession.objects.purge_and_list(me)),
            "duties": duties,
            "sign_ins": [
                (each, _(each.device) % {"system": each.system}, _(each.browser))
                for each in services.recent_sign_ins(me, FEW_SIGN_INS)
            ],
        },
    )


@login_required
@reauthentication_required(allow_get=True)
def change_profile(request: HttpRequest) -> HttpResponse:
    """Change one's name and e-mail; after the password once more, since a link goes there."""
    me = _me(request)
    first = {"full_name": me.full_name, "email": me.email}
    form = ProfileForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        changed = accepted(
            form, services.change_person, user=me, by=me.key, **form.cleaned_data
        )
        if changed:
            messages.success(request, _("Đã lưu."))
            return redirect("accounts:profile")
    return render(request, "accounts/change_profile.html", {"form": form})


@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Whether the second factor is on, how many recovery codes are left."""
    rows = {row.type: row for row in Authenticator.objects.filter(user=_me(request))}
    codes = rows.get(Authenticator.Type.RECOVERY_CODES)
    return render(
        request,
        "mfa/index.html",
        {
            "totp": rows.get(Authenticator.Type.TOTP),
            "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        },
    )


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in; a button ends one of them, another all but this one."""
    me = _me(request)
    standing = UserSession.objects.purge_and_list(me)
    if request.method == "POST":
        wanted = request.POST.get("session")
        ended = [
            session
            for session in standing
            if not session.is_current() and wanted in ("others", str(session.pk))
        ]
        for session in ended:
            session.end()
        if ended:
            services.note(me, "accounts.sessions_ended", by=me.key, data={"count": len(ended)})
            messages.success(request, _("Đã đăng xuất khỏi thiết bị đó."))
        return redirect("usersessions_list")
    return render(
        request,
        "usersessions/usersession_list.html",
        {"sessions": sorted(map(_shown, standing), key=lambda row: not row["is_current"])},
    )


def _shown(session: UserSession) -> dict[str, object]:
    device, system = device_of(session.user_agent)
    return {
        "pk": session.pk,
        "device": _(device) % {"system": system},
        "browser": _(browser_of(session.user_agent)),
        "ip": session.ip,
        "created_at": session.created_at,
        "is_current": session.is_current(),
    }


def _administrator(request: HttpRequest) -> User:
    """Who is at the screen, when they are an administrator; others get 403."""
    if not request.user.is_superuser:
        raise PermissionDenied
    return _me(request)


@login_required
def people_list(request: HttpRequest) -> HttpResponse:
    """Everybody who has an account; for administrators."""
    _administrator(request)
    typed = request.GET.get("tim", "")[:80]
    people = User.objects.order_by("username")
    if typed:
        people = people.filter(
            Q(username__icontains=typed)
            | Q(full_name__icontains=typed)
            | Q(email__icontains=typed)
        )
    page = Paginator(people, PAGE).get_page(request.GET.get("trang"))
    return render(request, "accounts/people.html", {"page": page, "typed": typed})


@login_required
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person's account; for administrators, who help when something was lost."""
    _administrator(request)
    somebody = get_object_or_404(User, pk=pk)
    return render(
        request,
        "accounts/person.html",
        {
            "person": somebody,
            "duties": OfficerDuty.objects.of(somebody).select_related("unit"),
            "has_second_factor": Authenticator.objects.filter(
                user=somebody, type=Authenticator.Type.TOTP
            ).exists(),
        },
    )


@login_required
@require_POST
def make_password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link by which somebody sets a new password, and show it once; for administrators,
    and for the office of a province that helps the officers of its communes."""
    me, today = _me(request), timezone.localdate()
    somebody = get_object_or_404(helped_by(me, today), pk=pk)
    link = services.password_link(user=somebody, by=me.key)
    return render(request, "accounts/password_link.html", {"person": somebody, "link": link})


@login_required
@require_POST
def remove_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody's lost second factor away."""
    me = _administrator(request)
    services.remove_second_factor(user=get_object_or_404(User, pk=pk), by=me.key)
    messages.success(request, _("Đã gỡ xác thực hai bước."))
    return redirect("accounts:person", pk=pk)
