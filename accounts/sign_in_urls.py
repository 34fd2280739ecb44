"""The addresses of signing in, under the names that django-allauth asks for."""

from allauth.account import views as account
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as recovery
from django.urls import path, re_path

from accounts.views import people, sign_in

urlpatterns = [
    path("dang-nhap/", account.login, name="account_login"),
    path("dang-nhap/ma/", sign_in.SecondStep.as_view(), name="mfa_authenticate"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("tao-tai-khoan/", people.sign_up, name="account_signup"),
    path("tai-khoan/bi-khoa/", account.account_inactive, name="account_inactive"),
    path("tai-khoan/xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("tai-khoan/xac-nhan/ma/", second.reauthenticate, name="mfa_reauthenticate"),
    path(
        "tai-khoan/mat-khau/", sign_in.ChangePassword.as_view(), name="account_change_password"
    ),
    path("tai-khoan/hai-buoc/", people.second_factor, name="mfa_index"),
    path("tai-khoan/hai-buoc/bat/", sign_in.SetUp.as_view(), name="mfa_activate_totp"),
    path("tai-khoan/hai-buoc/tat/", sign_in.TurnOff.as_view(), name="mfa_deactivate_totp"),
    path(
        "tai-khoan/ma-du-phong/",
        recovery.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "tai-khoan/ma-du-phong/lap-moi/",
        sign_in.NewRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("tai-khoan/thiet-bi/", people.sessions, name="usersessions_list"),
    path("quen-mat-khau/", account.password_reset, name="account_reset_password"),
    path(
        "quen-mat-khau/da-gui/", account.password_reset_done, name="account_reset_password_done"
    ),
    path(
        "dat-lai-mat-khau/xong/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^dat-lai-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.SetPassword.as_view(),
        name="account_reset_password_from_key",
    ),
]
