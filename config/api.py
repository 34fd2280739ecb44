"""The API assembled: one address, private by default, errors as sentences with a code."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from accounts.api import notices, officers, outlines, tokens, villages
from accounts.authentication import SignedIn, WithToken
from accounts.throttling import CallsAMinute
from common.errors import RuleError
from config.once import PARAMETER, AnsweredBefore, answer_again, in_one_transaction, once
from cooperatives.api import activities, communes, definitions, invitations, member_list, people
from cooperatives.api import router as organisations
from growing_areas.api import (
    checklists,
    contract_areas,
    field_inspections,
    findings,
    findings_of_areas,
    inspection_plan,
    inspections,
    inspections_of_areas,
    seasons,
    seasons_of_areas,
)
from growing_areas.api import codes as growing_area_codes
from growing_areas.api import router as growing_areas
from labels.api import label_runs, printers
from labels.api import sheets as label_sheets
from labels.api import templates as label_templates
from places.api import router as units
from portal.api import audits, background_jobs, certificates, documents, histories
from portal.import_api import router as imports
from portal.split_api import router as split_units
from products.api import router as products
from trace.api import batches, checked_labels, materials, sales
from trace.balance_api import router as balances

ROOT = "/api/v1/"
# The scope that a token needs for writing, by the first part of a call's address.
SUBJECTS = {
    "units": "accounts",
    "unit-outlines": "accounts",
    "officers": "accounts",
    "tokens": "accounts",
    "organisations": "organisations",
    "digital-definitions": "organisations",
    "growing-areas": "growing-areas",
    "seasons": "growing-areas",
    "findings": "growing-areas",
    "inspections": "growing-areas",
    "checklists": "growing-areas",
    "products": "products",
    "received-materials": "trace",
    "batches": "trace",
    "sales": "trace",
    "label-runs": "labels",
    "label-sheets": "labels",
    "label-templates": "labels",
    "printers": "labels",
    "labels": "labels",
    "imports": "documents",
    "documents": "documents",
    "certificates": "documents",
    "history": "documents",
    "jobs": "labels",
    "notices": "accounts",
    "split-units": "organisations",
}


class Api(NinjaAPI):
    """The API, whose description also tells of the header for calls sent twice."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """OpenAPI, with Idempotency-Key at every creating call."""
        schema = super().get_openapi_schema(**options)
        for path in schema["paths"].values():
            if "post" in path:
                path["post"]["parameters"] = [*path["post"].get("parameters", []), PARAMETER]
        return schema


# Private by default; an open endpoint says auth=None where it is defined.
api = Api(
    title="Truy xuất nguồn gốc nông sản và OCOP",
    version="1",
    description=(
        "Đăng ký tổ chức, vùng trồng, sản phẩm; lập lô hàng; in nhãn QR; kiểm tra mã. "
        "Lỗi luôn có mã cố định (code) và một câu tiếng Việt (message)."
    ),
    auth=[WithToken(ROOT, SUBJECTS), SignedIn()],
    throttle=[CallsAMinute("signed_in"), CallsAMinute("anonymous")],
    urls_namespace="api",
)
api.add_decorator(in_one_transaction, mode="view")
api.add_decorator(once)
api.add_router("/tokens", tokens)
api.add_router("/units", units)
api.add_router("/units", villages)
api.add_router("/unit-outlines", outlines)
api.add_router("/units", communes)
api.add_router("/digital-definitions", definitions)
api.add_router("/officers", officers)
api.add_router("/organisations", organisations)
api.add_router("/organisations", people)
api.add_router("/organisations", member_list)
api.add_router("/organisations", invitations)
api.add_router("/organisations", activities)
api.add_router("/organisations", contract_areas)
api.add_router("/growing-areas", growing_area_codes)
api.add_router("/growing-areas", audits)
api.add_router("/growing-areas", growing_areas)
api.add_router("/growing-areas", seasons_of_areas)
api.add_router("/growing-areas", balances)
api.add_router("/seasons", seasons)
api.add_router("/growing-areas", findings_of_areas)
api.add_router("/growing-areas", inspections_of_areas)
api.add_router("/findings", findings)
api.add_router("/inspections", inspection_plan)
api.add_router("/inspections", inspections)
api.add_router("/inspections", field_inspections)
api.add_router("/checklists", checklists)
api.add_router("/products", products)
api.add_router("/received-materials", materials)
api.add_router("/batches", batches)
api.add_router("/sales", sales)
api.add_router("/imports", imports)
api.add_router("/label-runs", label_runs)
api.add_router("/label-sheets", label_sheets)
api.add_router("/printers", printers)
api.add_router("/label-templates", label_templates)
api.add_router("/labels", checked_labels)
api.add_router("/documents", documents)
api.add_router("/certificates", certificates)
api.add_router("/history", histories)
api.add_router("/jobs", background_jobs)
api.add_router("/notices", notices)
api.add_router("/split-units", split_units)


def _answer(
    request: HttpRequest, status: int, code: str, message: str, **more: object
) -> HttpResponse:
    return api.create_response(
        request, {"code": code, "message": message, **more}, status=status
    )


@api.exception_handler(RuleError)
def rule_broken(request: HttpRequest, error: RuleError) -> HttpResponse:
    """A rule of the trade: its own code, sentence and status."""
    more = {"findings": error.findings} if error.findings else {}
    return _answer(request, error.status, error.code, error.message, field=error.field, **more)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    """What is not there and what the caller may not see are answered alike."""
    return _answer(
        request, 404, "not_found", "Không tìm thấy, hoặc bạn không xem được. Hãy kiểm tra lại."
    )


@api.exception_handler(AuthenticationError)
def not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Private endpoints want a sign-in."""
    return _answer(
        request, 401, "not_signed_in", "Bạn chưa đăng nhập. Hãy đăng nhập rồi gọi lại."
    )


@api.exception_handler(AnsweredBefore)
def answered_before(request: HttpRequest, error: AnsweredBefore) -> HttpResponse:
    """The same call with the same key: its first answer."""
    return answer_again(error.kept)


@api.exception_handler(Throttled)
def too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    """More calls than the limit; Retry-After says in how many seconds there is room again."""
    seconds = int(error.wait or 60)
    answer = _answer(
        request,
        429,
        "too_many_calls",
        f"Bạn gọi quá nhiều trong một phút. Hãy chờ {seconds} giây rồi gọi lại.",
    )
    answer.headers["Retry-After"] = str(seconds)
    return answer


@api.exception_handler(HttpError)
def not_readable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What cannot even be read, such as a body that is no JSON."""
    if error.status_code == 403:
        return _answer(
            request,
            403,
            "csrf",
            "Yêu cầu thiếu mã CSRF. Hãy gửi tiêu đề X-CSRFToken như mô tả trong docs/api.md.",
        )
    return _answer(
        request,
        error.status_code,
        "not_readable",
        "Không đọc được dữ liệu gửi lên. Hãy gửi JSON đúng dạng, theo mô tả tại /api/v1/docs.",
    )


@api.exception_handler(ValidationError)
def bad_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Fields that are missing or of the wrong form, each by its path."""
    fields = [
        {"field": ".".join(str(part) for part in problem["loc"]), "problem": problem["msg"]}
        for problem in error.errors
    ]
    names = ", ".join(problem["field"] for problem in fields)
    return _answer(
        request,
        422,
        "bad_shape",
        f"Dữ liệu gửi lên chưa đúng dạng ở: {names}. Hãy xem mô tả tại /api/v1/docs.",
        fields=fields,
    )
