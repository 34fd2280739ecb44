from django.urls import path

from cooperatives.views import organisations

app_name = "cooperatives"
urlpatterns = [
    path("to-chuc/", organisations.organisation_list, name="list"),
    path("to-chuc/dang-ky/", organisations.register, name="register"),
    path("to-chuc/xa-phuong/", organisations.find_communes, name="find_communes"),
    path("to-chuc/<int:pk>/", organisations.organisation_detail, name="detail"),
    path("to-chuc/<int:pk>/sua/", organisations.change, name="change"),
    path("to-chuc/<int:pk>/nguoi/them/", organisations.add_member, name="add_member"),
]
