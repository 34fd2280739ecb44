from django.urls import path

from growing_areas import views

app_name = "growing_areas"
urlpatterns = [
    path("vung-trong/", views.area_list, name="list"),
    path("vung-trong/noi/", views.find_places, name="find_places"),
    path("vung-trong/<int:pk>/", views.area_detail, name="detail"),
    path("vung-trong/<int:pk>/thua/", views.plot_list, name="plots"),
    path("vung-trong/<int:pk>/thua.geojson", views.plots_geojson, name="plots_geojson"),
    path("vung-trong/<int:pk>/eudr.geojson", views.eudr_file, name="eudr_file"),
    path("vung-trong/<int:pk>/thua/them/", views.add_plot, name="add_plot"),
    path("vung-trong/<int:pk>/ma-so/them/", views.add_code, name="add_code"),
    path("vung-trong/<int:pk>/thu-hoach/", views.harvest_list, name="harvests"),
    path("vung-trong/<int:pk>/thu-hoach/them/", views.add_harvest, name="add_harvest"),
    path("ma-so-vung-trong/<int:pk>/trang-thai/", views.change_state, name="change_state"),
    path("to-chuc/<int:organisation_id>/vung-trong/them/", views.add, name="add"),
]
