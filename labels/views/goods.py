"""Which kind of goods a product is, by which the law says what its label shows."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import key_of
from common.forms import accepted
from cooperatives.access import WORKERS, require
from labels import services
from labels.forms import GoodsForm
from labels.models import LabelItem
from products.models import Product


@login_required
def say_kind(request: HttpRequest, product_id: int) -> HttpResponse:
    """Choose the kind of goods of a product, and read what its labels have to say."""
    products = Product.objects.visible_to(request.user).select_related("organisation")
    product = get_object_or_404(products, pk=product_id)
    require(request.user, product.organisation, *WORKERS)
    kind = services.goods_kind_of(product)
    form = GoodsForm(request.POST or None, initial={"kind": kind})
    if request.method == "POST" and form.is_valid():
        said = accepted(
            form,
            services.say_goods_kind,
            product=product,
            by=key_of(request.user),
            **form.cleaned_data,
        )
        if said:
            messages.success(request, _("Đã lưu nhóm hàng."))
            return redirect("labels:goods_kind", product.pk)
    wanted = services.wanted_on(kind, timezone.localdate())
    rows = [(LabelItem(one.item).label, one) for one in wanted]
    values = {"form": form, "product": product, "kind": kind, "rows": rows}
    return render(request, "labels/goods_kind.html", values)
