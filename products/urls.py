from django.urls import path

from products.views import certificates, products

app_name = "products"
urlpatterns = [
    path("san-pham/", products.product_list, name="list"),
    path("san-pham/<int:pk>/", products.product_detail, name="detail"),
    path("san-pham/<int:pk>/sua/", products.change, name="change"),
    path("san-pham/<int:pk>/anh.jpg", products.picture, name="picture"),
    path("to-chuc/<int:organisation_id>/san-pham/them/", products.add, name="add"),
    path("san-pham/<int:pk>/chung-nhan/them/", certificates.add, name="add_certificate"),
    path("san-pham/chung-nhan/<int:pk>/sua/", certificates.correct, name="correct_certificate"),
    path(
        "san-pham/chung-nhan/<int:pk>/rut/", certificates.withdraw, name="withdraw_certificate"
    ),
]
