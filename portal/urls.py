from django.urls import path
from django.views.generic import RedirectView

from portal import audit_views, import_views, job_views, split_views, views

TO_LABEL = RedirectView.as_view(pattern_name="portal:label", query_string=True)

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("ban-lam-viec/", views.desk, name="desk"),
    path("tra-cuu/", views.find_label, name="find_label"),
    # Printed on labels: these addresses never change.
    path("t/<str:serial>", views.label, name="label"),
    path("t/<str:serial>/", TO_LABEL),
    path("01/<str:gtin>/21/<str:serial>", views.digital_link, name="digital_link"),
    path("01/<str:gtin>/10/<path:lot>/21/<str:serial>", views.digital_link),
    path("lich-su/<str:key>/", views.history, name="history"),
    path("lich-su/cung-luc/<str:request_id>/", views.bulk_change, name="bulk_change"),
    path(
        "giay-chung-nhan/",
        views.certificates,
        {"page": "certificates"},
        name="certificates",
    ),
    path(
        "giay-chung-nhan/vung-trong/",
        views.certificates,
        {"page": "area_certificates"},
        name="area_certificates",
    ),
    path(
        "giay-chung-nhan/san-pham/",
        views.certificates,
        {"page": "product_certificates"},
        name="product_certificates",
    ),
    path("tai-lieu/<uuid:pk>/", views.document, name="document"),
    path("nhap-du-lieu/", import_views.import_list, name="imports"),
    path("nhap-du-lieu/mau/<str:kind>/", import_views.template, name="import_template"),
    path("nhap-du-lieu/xuat/<str:kind>/", import_views.export, name="import_export"),
    path("nhap-du-lieu/<int:pk>/", import_views.import_detail, name="import_detail"),
    path("nhap-du-lieu/<int:pk>/ghep-cot/", import_views.mapping, name="import_mapping"),
    path("nhap-du-lieu/<int:pk>/tien-do/", import_views.progress, name="import_progress"),
    path("nhap-du-lieu/<int:pk>/nhap/", import_views.apply, name="import_apply"),
    path("nhap-du-lieu/<int:pk>/hoan-tac/", import_views.undo, name="import_undo"),
    path("viec-chay-nen/", job_views.job_list, name="jobs"),
    path("viec-chay-nen/<uuid:pk>/", job_views.job_detail, name="job"),
    path("viec-chay-nen/<uuid:pk>/tien-do/", job_views.progress, name="job_progress"),
    path("viec-chay-nen/<uuid:pk>/huy/", job_views.cancel, name="cancel_job"),
    path("viec-chay-nen/<uuid:pk>/lam-lai/", job_views.ask_again, name="ask_job_again"),
    path("dia-ban/chia-tach/", split_views.split_unit_list, name="split_units"),
    path("dia-ban/chia-tach/<int:pk>/", split_views.split_unit, name="split_unit"),
    path("giam-sat-ma-so/", audit_views.monitoring, name="monitoring"),
    path("ma-so-vung-trong/<int:pk>/ho-so-kiem-tra/", audit_views.dossier, name="dossier"),
    path(
        "ma-so-vung-trong/<int:pk>/ho-so-kiem-tra/tron-goi/",
        audit_views.ask_bundle,
        name="ask_bundle",
    ),
    path("ho-so-tron-goi/<int:pk>/", audit_views.bundle_page, name="bundle"),
    path(
        "ho-so-tron-goi/<int:pk>/tien-do/", audit_views.bundle_progress, name="bundle_progress"
    ),
    path("anh/<uuid:pk>/<int:width>.jpg", views.picture, name="picture"),
]
