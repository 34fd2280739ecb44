"""Products over the API."""

from decimal import Decimal
from typing import Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Router, Schema, Status, UploadedFile
from ninja.pagination import paginate

from accounts.access import key_of
from common.list_api import listed
from common.versions_api import VersionIn
from cooperatives.access import WORKERS, require
from cooperatives.models import Organisation
from products import services
from products.lists import PRODUCTS
from products.models import Product

router = Router(tags=["products"])


class DescriptionIn(Schema):
    """What a product says of itself; an empty gtin means it has none."""

    name: str = Field(max_length=150)
    net_content: Decimal = Field(gt=0, max_digits=10, decimal_places=3)
    content_unit: Literal["g", "kg", "t", "ml", "l", "cái"]
    name_en: str = Field("", max_length=150)
    gtin: str = Field("", max_length=20)
    ingredients: str = Field("", max_length=5000)
    storage: str = Field("", max_length=5000)
    directions: str = Field("", max_length=5000)
    shelf_life_days: int | None = Field(None, gt=0, lt=36500)
    reference: str = Field("", max_length=60)


class DescriptionChangeIn(DescriptionIn, VersionIn):
    """What a product says of itself from now on."""


class ProductIn(DescriptionIn):
    """A new product of an organisation."""

    organisation_id: int


class ProductOut(Schema):
    """A product; `gtin` has 14 digits."""

    id: int
    version: int
    organisation_id: int
    name: str
    name_en: str
    net_content: Decimal
    content_unit: str
    gtin: str | None
    reference: str
    ingredients: str
    storage: str
    directions: str
    shelf_life_days: int | None


@router.get("", response=list[ProductOut])
@paginate
@listed(PRODUCTS)
def list_products(request: HttpRequest) -> QuerySet[Product]:
    """Products of the organisations that the caller may see."""
    return Product.objects.visible_to(request.user)


@router.post("", response={201: ProductOut})
def add_product(request: HttpRequest, payload: ProductIn) -> Status:
    """Enter a product."""
    fields = payload.dict()
    organisations = Organisation.objects.visible_to(request.user)
    organisation = get_object_or_404(organisations, pk=fields.pop("organisation_id"))
    require(request.user, organisation, *WORKERS)
    product = services.add_product(
        organisation=organisation,
        description=services.Description(**fields),
        by=key_of(request.user),
    )
    return Status(201, product)


@router.get("/{product_id}", response=ProductOut)
def read_product(request: HttpRequest, product_id: int) -> Product:
    """One product."""
    return get_object_or_404(Product.objects.visible_to(request.user), pk=product_id)


@router.put("/{product_id}", response=ProductOut)
def change_product(
    request: HttpRequest, product_id: int, payload: DescriptionChangeIn
) -> Product:
    """Replace what a product says of itself; labels already issued keep their text."""
    product = read_product(request, product_id)
    require(request.user, product.organisation, *WORKERS)
    return services.change_product(
        product=product,
        description=services.Description(**payload.dict(exclude={"version"})),
        version=payload.version,
        by=key_of(request.user),
    )


@router.post("/{product_id}/picture", response=ProductOut)
def change_picture(
    request: HttpRequest, product_id: int, picture: File[UploadedFile]
) -> Product:
    """Give a product its picture: JPEG, PNG or WebP, drawn anew without position data."""
    product = read_product(request, product_id)
    require(request.user, product.organisation, *WORKERS)
    return services.change_picture(
        product=product, picture=(picture.name or "", picture), by=key_of(request.user)
    )
