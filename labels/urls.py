from django.urls import path

from labels import views

app_name = "labels"
urlpatterns = [
    path("nhan/", views.run_list, name="run_list"),
    path("nhan/<int:pk>/", views.run_detail, name="run_detail"),
    path("nhan/<int:pk>/tien-do/", views.run_progress, name="run_progress"),
    path("nhan/<int:pk>/in-lai/", views.print_again, name="print_again"),
    path("nhan/<int:pk>/dung-in/", views.stop_printing, name="stop_printing"),
    path("nhan/<int:pk>/nhan.pdf", views.sheet, name="sheet"),
]
