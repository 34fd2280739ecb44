from django.urls import path

from products import views

app_name = "products"
urlpatterns = [
    path("san-pham/", views.product_list, name="list"),
    path("san-pham/<int:pk>/", views.product_detail, name="detail"),
    path("san-pham/<int:pk>/sua/", views.change, name="change"),
    path("san-pham/<int:pk>/anh.jpg", views.picture, name="picture"),
    path("to-chuc/<int:organisation_id>/san-pham/them/", views.add, name="add"),
]
