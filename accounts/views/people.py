from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts import services
from accounts.forms import SignUpForm
from common.forms import accepted


def sign_up(request: HttpRequest) -> HttpResponse:
    """Make a sign-in; the next step is to register one's organisation."""
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = accepted(form, services.sign_up, **form.person())
        if user:
            login(request, user)
            return redirect("cooperatives:register")
    return render(request, "accounts/sign_up.html", {"form": form})
