from django.urls import path

from accounts import list_pages
from accounts.views import notices, officers, outlines, people, places, tokens

app_name = "accounts"
urlpatterns = [
    path("tai-khoan/", people.profile, name="profile"),
    path("tai-khoan/thong-tin/", people.change_profile, name="change_profile"),
    path("tai-khoan/ma-truy-cap/", tokens.token_list, name="tokens"),
    path("tai-khoan/ma-truy-cap/them/", tokens.make_token, name="make_token"),
    path("tai-khoan/ma-truy-cap/<int:pk>/thu-hoi/", tokens.revoke_token, name="revoke_token"),
    path("nguoi-dung/", people.people_list, name="people"),
    path("nguoi-dung/<int:pk>/", people.person, name="person"),
    path("nguoi-dung/<int:pk>/mat-khau/", people.make_password_link, name="password_link"),
    path("nguoi-dung/<int:pk>/hai-buoc/", people.remove_factor, name="remove_factor"),
    path("danh-sach/noi/", list_pages.find_places, name="find_places"),
    path("danh-sach/cach-xem/", list_pages.keep_view, name="keep_view"),
    path("danh-sach/cach-xem/<int:pk>/", list_pages.change_view, name="change_view"),
    path("can-bo/", officers.officer_list, name="officers"),
    path("can-bo/dia-ban/", officers.find_offices, name="find_offices"),
    path("can-bo/<int:pk>/giup/", officers.help_officer, name="help_officer"),
    path("can-bo/moi/", officers.invite, name="invite_officer"),
    path("can-bo/loi-moi/<int:pk>/", officers.invitation_detail, name="officer_invitation"),
    path("can-bo/loi-moi/<int:pk>/thu-hoi/", officers.withdraw, name="withdraw_officer"),
    path("can-bo/nhiem-vu/them/", officers.give_duty, name="give_duty"),
    path("can-bo/nhiem-vu/<int:pk>/ket-thuc/", officers.end_duty, name="end_duty"),
    path("loi-moi/can-bo/<str:token>/", officers.accept, name="accept_officer"),
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/da-doc/", notices.read_notices, name="read_notices"),
    path("dia-ban/", places.communes, name="communes"),
    path("dia-ban/ranh-gioi/", outlines.outlines, name="outlines"),
    path("dia-ban/<int:pk>/", places.commune, name="commune"),
]
