from django.urls import path

from growing_areas.views import (
    areas,
    certificates,
    codes,
    contracts,
    descriptions,
    diary,
    field,
    seasons,
)

app_name = "growing_areas"
urlpatterns = [
    path("vung-trong/", areas.area_list, name="list"),
    path("vung-trong/noi/", areas.find_places, name="find_places"),
    path("vung-trong/thua/", descriptions.all_plots, name="all_plots"),
    path("vung-trong/<int:pk>/", areas.area_detail, name="detail"),
    path("vung-trong/<int:pk>/sua/", descriptions.change, name="change"),
    path("vung-trong/<int:pk>/thua/", areas.plot_list, name="plots"),
    path("vung-trong/<int:pk>/thua.geojson", areas.plots_geojson, name="plots_geojson"),
    path("vung-trong/<int:pk>/eudr.geojson", areas.eudr_file, name="eudr_file"),
    path("vung-trong/<int:pk>/thua/them/", areas.add_plot, name="add_plot"),
    path("vung-trong/<int:pk>/ma-so/them/", codes.add_code, name="add_code"),
    path("vung-trong/<int:pk>/ma-so/xin-cap/", codes.apply, name="apply"),
    path("vung-trong/<int:pk>/thu-hoach/", areas.harvest_list, name="harvests"),
    path("vung-trong/<int:pk>/thu-hoach/them/", areas.add_harvest, name="add_harvest"),
    path("vung-trong/<int:pk>/vu/them/", seasons.add, name="add_season"),
    path("vung-trong/vu/", seasons.season_list, name="seasons"),
    path("vung-trong/vu/<int:pk>/", seasons.season_page, name="season"),
    path("vung-trong/vu/<int:pk>/sua/", seasons.change, name="change_season"),
    path("vung-trong/vu/<int:pk>/chot/", seasons.close, name="close_season"),
    path("ma-so-vung-trong/", codes.code_list, name="codes"),
    path("ma-so-vung-trong/<int:pk>/", codes.code_detail, name="code"),
    path(
        "ma-so-vung-trong/<int:pk>/ho-so/", codes.change_application, name="change_application"
    ),
    path("ma-so-vung-trong/<int:pk>/doi-chieu/", codes.confirm_code, name="confirm_code"),
    path("ma-so-vung-trong/<int:pk>/viec/<slug:act>/", codes.do_act, name="act"),
    path("to-chuc/<int:organisation_id>/vung-trong/them/", areas.add, name="add"),
    path("hop-dong-lien-ket/<int:pk>/", contracts.contract_page, name="contract"),
    path("vung-trong/<int:pk>/chung-nhan/them/", certificates.add, name="add_certificate"),
    path(
        "vung-trong/chung-nhan/<int:pk>/sua/",
        certificates.correct,
        name="correct_certificate",
    ),
    path(
        "vung-trong/chung-nhan/<int:pk>/rut/",
        certificates.withdraw,
        name="withdraw_certificate",
    ),
    path("vung-trong/<int:pk>/nhat-ky/", diary.diary, name="diary"),
    path("nhat-ky/<int:pk>/", diary.entry, name="diary_entry"),
    path("nhat-ky/<int:pk>/sua/", field.correct, name="correct_entry"),
    path("thu-hoach/<int:pk>/cho-qua/", diary.let_through, name="let_through"),
    path("vat-tu/", diary.inputs, name="inputs"),
    path("dong-ruong/", field.start, name="field"),
    path("dong-ruong/<int:pk>/", field.area, name="field_area"),
    path("dong-ruong/<int:pk>/<slug:slug>/", field.job, name="field_job"),
    path("sw.js", field.service_worker, name="service_worker"),
    path("manifest.webmanifest", field.web_manifest, name="web_manifest"),
]
