from django.urls import path

from trace import views

app_name = "trace"
urlpatterns = [
    path("lo-hang/", views.batch_list, name="batch_list"),
    path("lo-hang/<int:pk>/", views.batch_detail, name="batch_detail"),
    path("lo-hang/<int:pk>/in-nhan/", views.print_labels, name="print_labels"),
    path("lo-hang/<int:pk>/in-nhan/noi-dung/", views.label_check, name="label_check"),
    path("lo-hang/<int:pk>/ban/", views.record_sale, name="record_sale"),
    path("lan-ban/<int:pk>/sua/", views.correct_sale, name="correct_sale"),
    path("san-pham/<int:product_id>/lo-hang/them/", views.make_batch, name="make_batch"),
    path("nguyen-lieu/", views.material_list, name="material_list"),
    path(
        "to-chuc/<int:organisation_id>/nguyen-lieu/them/",
        views.receive_material,
        name="receive_material",
    ),
]
