from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from accounts import list_pages
from accounts.views import notices, officers, people, places

app_name = "accounts"
urlpatterns = [
    path(
        "dang-nhap/",
        LoginView.as_view(
            template_name="accounts/sign_in.html", redirect_authenticated_user=True
        ),
        name="sign_in",
    ),
    path("dang-xuat/", LogoutView.as_view(), name="sign_out"),
    path("danh-sach/noi/", list_pages.find_places, name="find_places"),
    path("danh-sach/cach-xem/", list_pages.keep_view, name="keep_view"),
    path("danh-sach/cach-xem/<int:pk>/", list_pages.change_view, name="change_view"),
    path("tao-tai-khoan/", people.sign_up, name="sign_up"),
    path("can-bo/", officers.officer_list, name="officers"),
    path("can-bo/dia-ban/", officers.find_offices, name="find_offices"),
    path("can-bo/moi/", officers.invite, name="invite_officer"),
    path("can-bo/loi-moi/<int:pk>/", officers.invitation_detail, name="officer_invitation"),
    path("can-bo/loi-moi/<int:pk>/thu-hoi/", officers.withdraw, name="withdraw_officer"),
    path("can-bo/nhiem-vu/them/", officers.give_duty, name="give_duty"),
    path("can-bo/nhiem-vu/<int:pk>/ket-thuc/", officers.end_duty, name="end_duty"),
    path("loi-moi/can-bo/<str:token>/", officers.accept, name="accept_officer"),
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/da-doc/", notices.read_notices, name="read_notices"),
    path("dia-ban/", places.communes, name="communes"),
    path("dia-ban/<int:pk>/", places.commune, name="commune"),
]
