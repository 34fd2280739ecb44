from django.urls import path

from cooperatives.views import (
    activities,
    applications,
    certificates,
    invitations,
    members,
    organisations,
)

app_name = "cooperatives"
urlpatterns = [
    path("to-chuc/", organisations.organisation_list, name="list"),
    path("to-chuc/dang-ky/", organisations.register, name="register"),
    path("to-chuc/xa-phuong/", organisations.find_communes, name="find_communes"),
    path("to-chuc/cho-xac-nhan/", applications.application_list, name="applications"),
    path("to-chuc/<int:pk>/", organisations.organisation_detail, name="detail"),
    path("to-chuc/<int:pk>/sua/", organisations.change, name="change"),
    path("to-chuc/<int:pk>/xet/", applications.application, name="application"),
    path("to-chuc/<int:pk>/xac-nhan/", applications.confirm, name="confirm"),
    path("to-chuc/<int:pk>/tu-choi/", applications.decline, name="decline"),
    path("to-chuc/<int:pk>/nop-lai/", applications.apply_again, name="apply_again"),
    path("to-chuc/<int:pk>/nguoi/them/", members.add_member, name="add_member"),
    path("to-chuc/<int:pk>/nguoi/moi/", invitations.invite, name="invite"),
    path("to-chuc/loi-moi/<int:pk>/", invitations.invitation, name="invitation"),
    path("to-chuc/loi-moi/<int:pk>/thu-hoi/", invitations.withdraw, name="withdraw_invitation"),
    path("loi-moi/to-chuc/<str:token>/", invitations.accept, name="accept_member"),
    path("nguoi-cua-to-chuc/<int:pk>/", members.member, name="member"),
    path("nguoi-cua-to-chuc/<int:pk>/thoi/", members.end_membership, name="end_membership"),
    path("nguoi-cua-to-chuc/<int:pk>/mat-khau/", members.password_link, name="password_link"),
    path("to-chuc/<int:pk>/chung-nhan/them/", certificates.add, name="add_certificate"),
    path("to-chuc/chung-nhan/<int:pk>/sua/", certificates.correct, name="correct_certificate"),
    path(
        "to-chuc/chung-nhan/<int:pk>/rut/", certificates.withdraw, name="withdraw_certificate"
    ),
    path(
        "to-chuc/<int:pk>/cong-nghe-so/them/",
        activities.add,
        {"word": "digital_use"},
        name="add_digital_use",
    ),
    path(
        "to-chuc/cong-nghe-so/<int:pk>/sua/",
        activities.change,
        {"word": "digital_use"},
        name="change_digital_use",
    ),
    path(
        "to-chuc/cong-nghe-so/<int:pk>/ket-thuc/",
        activities.end,
        {"word": "digital_use"},
        name="end_digital_use",
    ),
    path(
        "to-chuc/<int:pk>/hop-dong-lien-ket/them/",
        activities.add,
        {"word": "linkage_contract"},
        name="add_linkage_contract",
    ),
    path(
        "to-chuc/hop-dong-lien-ket/<int:pk>/sua/",
        activities.change,
        {"word": "linkage_contract"},
        name="change_linkage_contract",
    ),
    path(
        "to-chuc/hop-dong-lien-ket/<int:pk>/ket-thuc/",
        activities.end,
        {"word": "linkage_contract"},
        name="end_linkage_contract",
    ),
    path(
        "to-chuc/<int:pk>/so-lieu-nam/them/",
        activities.add,
        {"word": "year_figures"},
        name="add_year_figures",
    ),
    path(
        "to-chuc/so-lieu-nam/<int:pk>/sua/",
        activities.change,
        {"word": "year_figures"},
        name="change_year_figures",
    ),
    path(
        "to-chuc/<int:pk>/so-huu-tri-tue/them/",
        activities.add,
        {"word": "intellectual_property"},
        name="add_intellectual_property",
    ),
    path(
        "to-chuc/so-huu-tri-tue/<int:pk>/sua/",
        activities.change,
        {"word": "intellectual_property"},
        name="change_intellectual_property",
    ),
    path(
        "to-chuc/so-huu-tri-tue/<int:pk>/ket-thuc/",
        activities.end,
        {"word": "intellectual_property"},
        name="end_intellectual_property",
    ),
]
