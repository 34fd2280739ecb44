from django.urls import path

from cooperatives import views

app_name = "cooperatives"
urlpatterns = [
    path("to-chuc/", views.organisation_list, name="list"),
    path("to-chuc/dang-ky/", views.register, name="register"),
    path("to-chuc/xa-phuong/", views.find_communes, name="find_communes"),
    path("to-chuc/<int:pk>/", views.organisation_detail, name="detail"),
    path("to-chuc/<int:pk>/sua/", views.change, name="change"),
    path("to-chuc/<int:pk>/nguoi/them/", views.add_member, name="add_member"),
]
