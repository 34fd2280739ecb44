"""How a signed-in person is read for each request."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from accounts.access import people_at_the_screen
from accounts.models import User


class SignInBackend(AuthenticationBackend):
    """Signing in by name or e-mail; who is signed in comes with `lacks_second_factor`.

    Whether an officer still has to set up the second factor is asked at every request: the one
    query that reads the person answers it.
    """

    def get_user(self, user_id: Any) -> User | None:
        user = people_at_the_screen(timezone.localdate()).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
