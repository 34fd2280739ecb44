from django.urls import path

from labels.views import files, goods, papers, runs, templates

app_name = "labels"
urlpatterns = [
    path("nhan/", runs.run_list, name="run_list"),
    path("nhan/<int:pk>/", runs.run_detail, name="run_detail"),
    path("nhan/<int:pk>/tien-do/", runs.run_progress, name="run_progress"),
    path("nhan/<int:pk>/in-lai/", runs.print_again, name="print_again"),
    path("nhan/<int:pk>/dung-in/", runs.stop_printing, name="stop_printing"),
    path("nhan/<int:pk>/nhan.pdf", runs.sheet, name="sheet"),
    path("nhan/<int:pk>/tep/", files.files, name="files"),
    path("nhan/<int:pk>/tep/tien-do/", files.files_progress, name="files_progress"),
    path("nhan/<int:pk>/<int:number>.png", files.picture, {"kind": "png"}, name="png"),
    path("nhan/<int:pk>/<int:number>.svg", files.picture, {"kind": "svg"}, name="svg"),
    path("tep-nhan/<int:pk>/", files.file, name="file"),
    path("tep-nhan/<int:pk>/dung/", files.stop_file, name="stop_file"),
    path("to-chuc/<int:organisation_id>/giay-va-may-in/", papers.papers, name="papers"),
    path("to-chuc/<int:organisation_id>/kho-giay/them/", papers.add_sheet, name="add_sheet"),
    path("kho-giay/<int:pk>/", papers.change_sheet, name="change_sheet"),
    path("kho-giay/<int:pk>/thoi-dung/", papers.retire_sheet, name="retire_sheet"),
    path("to-chuc/<int:organisation_id>/may-in/them/", papers.add_printer, name="add_printer"),
    path("may-in/<int:pk>/", papers.change_printer, name="change_printer"),
    path("may-in/<int:pk>/to-thuoc.pdf", papers.ruler_page, name="ruler_page"),
    path("may-in/<int:pk>/thoi-dung/", papers.retire_printer, name="retire_printer"),
    path(
        "to-chuc/<int:organisation_id>/mau-nhan/", templates.template_list, name="template_list"
    ),
    path(
        "to-chuc/<int:organisation_id>/mau-nhan/them/",
        templates.add_template,
        name="add_template",
    ),
    path(
        "to-chuc/<int:organisation_id>/mau-nhan/xem-truoc/",
        templates.preview,
        name="preview_template",
    ),
    path("mau-nhan/<int:pk>/", templates.change_template, name="change_template"),
    path("mau-nhan/<int:pk>/thoi-dung/", templates.retire_template, name="retire_template"),
    path("san-pham/<int:product_id>/nhom-hang/", goods.say_kind, name="goods_kind"),
]
