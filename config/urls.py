"""Every address of the platform. Each room writes its own pages' addresses whole."""

from django.contrib import admin
from django.urls import include, path

from config.api import api

urlpatterns = [
    path("", include("portal.urls")),
    path("", include("accounts.urls")),
    path("", include("cooperatives.urls")),
    path("", include("growing_areas.urls")),
    path("", include("products.urls")),
    path("", include("labels.urls")),
    path("", include("trace.urls")),
    path("api/v1/", api.urls),
    path("ngon-ngu/", include("django.conf.urls.i18n")),
    path("quan-tri/", admin.site.urls),
]
