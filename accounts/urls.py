from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from accounts import list_pages, views

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
    path("tao-tai-khoan/", views.sign_up, name="sign_up"),
    path("danh-sach/noi/", list_pages.find_places, name="find_places"),
    path("danh-sach/cach-xem/", list_pages.keep_view, name="keep_view"),
    path("danh-sach/cach-xem/<int:pk>/", list_pages.change_view, name="change_view"),
    path("dia-ban/", views.communes, name="communes"),
    path("dia-ban/<int:pk>/", views.commune, name="commune"),
]
