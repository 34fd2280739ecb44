"""Every address of the platform. Each room writes its own pages' addresses whole."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from config.api import api

# The administration site's own form for signing in would ask for no second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("portal.urls")),
    path("", include("accounts.sign_in_urls")),
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
