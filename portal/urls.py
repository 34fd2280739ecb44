from django.urls import path
from django.views.generic import RedirectView

from portal import views

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
    path("tai-lieu/<uuid:pk>/", views.document, name="document"),
    path("anh/<uuid:pk>/<int:width>.jpg", views.picture, name="picture"),
]
