"""The home page, the desk, and what every page has in common: its frame, forms, progress."""

import re

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from common.errors import BadInput, NotAllowed, RuleError
from common.forms import accepted
from portal.desk import GO_ON, Counts, first_gap
from records.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _vietnamese():
    """A test that changed the language leaves it behind in the thread."""
    with translation.override("vi"):
        yield


def words(html):
    """What a reader reads: no tags, blanks as one."""
    inside = re.sub(r"<(style|svg|head)\b.*?</\1>", " ", html, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", inside).split())


class TestHomeAndDesk:
    def test_home_is_for_anyone(self, client):
        read = words(client.get("/").content.decode())
        assert "Nhập mã trên nhãn" in read
        assert "Đăng nhập" in read

    def test_the_desk_asks_for_a_sign_in(self, client):
        response = client.get("/ban-lam-viec/")
        assert response.headers["Location"] == "/dang-nhap/?next=/ban-lam-viec/"

    def test_the_desk_counts_what_the_person_sees(self, client, an, rice, harvest, other_coop):
        client.force_login(an)
        read = words(client.get("/ban-lam-viec/").content.decode())
        for said in ("Tổ chức 1", "Vùng trồng 1", "Thu hoạch 1", "Sản phẩm 1", "Lô hàng 0"):
            assert said in read

    def test_a_newcomer_is_led_to_registering(self, client, an):
        client.force_login(an)
        page = client.get("/ban-lam-viec/").content.decode()
        assert "Ghi tên tổ chức của bạn" in page
        assert 'href="/to-chuc/dang-ky/"' in page

    def test_an_officer_is_told_what_they_see(self, client, dung, coop):
        client.force_login(dung)
        page = client.get("/ban-lam-viec/").content.decode()
        assert "trong địa bàn mình phụ trách" in page
        assert "Việc nên làm tiếp" not in page

    @pytest.mark.parametrize(
        ("counts", "step"),
        [
            ((1, 0, 0, 0, 0, 0, 0), "areas"),
            ((1, 1, 0, 0, 0, 0, 0), "harvests"),
            ((1, 0, 0, 1, 0, 0, 0), "products"),
            ((1, 1, 1, 0, 1, 0, 0), "batches"),
            ((1, 1, 1, 0, 1, 1, 0), "runs"),
            ((1, 1, 1, 0, 1, 1, 1), GO_ON.key),
        ],
    )
    def test_the_next_step_is_the_first_empty_one(self, counts, step):
        assert first_gap(Counts(*counts)).key == step


class TestEveryPage:
    def test_the_tab_and_the_heading_are_named_once(self, client, an):
        client.force_login(an)
        page = client.get("/ban-lam-viec/").content.decode()
        assert "<title>Bàn làm việc · Truy xuất nông sản</title>" in page
        assert page.count("<h1>Bàn làm việc</h1>") == 1

    def test_it_says_who_one_is_and_where(self, client, an, coop):
        client.force_login(an)
        page = client.get("/to-chuc/").content.decode()
        assert "Nguyễn Thị An" in page
        assert '<a href="/to-chuc/" aria-current="true">Tổ chức</a>' in page

    def test_the_language_is_changed_by_a_button(self, client, an):
        client.force_login(an)
        client.post("/ngon-ngu/setlang/", {"language": "en", "next": "/ban-lam-viec/"})
        page = client.get("/ban-lam-viec/").content.decode()
        assert '<html lang="en">' in page
        assert "<h1>Desk</h1>" in page
        assert ">Tiếng Việt</button>" in page

    def test_a_demonstration_says_so(self, client, settings):
        settings.DEMO = True
        assert "Bản trình diễn" in client.get("/").content.decode()

    def test_a_page_that_is_not_there_says_so_in_the_frame(self, client):
        response = client.get("/khong-co/")
        assert response.status_code == 404
        assert "Không tìm thấy trang này" in response.content.decode()

    def test_an_error_page_needs_nothing(self):
        assert "Hệ thống đang có lỗi" in render_to_string("500.html")


class SampleForm(forms.Form):
    """A form with a field of each kind."""

    name = forms.CharField(label="Tên", help_text="Như trên giấy.")
    note = forms.CharField(label="Ghi chú", required=False)
    plots = forms.MultipleChoiceField(
        label="Thửa", choices=[("1", "A")], widget=forms.CheckboxSelectMultiple
    )
    sure = forms.BooleanField(label="Đã kiểm tra")
    request = forms.CharField(widget=forms.HiddenInput)


class TestForms:
    def test_a_broken_rule_stands_at_its_field(self):
        def service(**values):
            raise BadInput("x.bad", "Tên này không được.", field="name")

        form = SampleForm({"name": "A"})
        form.is_valid()
        assert accepted(form, service) is None
        assert form.errors["name"] == ["Tên này không được."]

    @pytest.mark.parametrize("field", [None, "unknown"])
    def test_a_rule_that_blames_no_field_stands_above_the_form(self, field):
        def service(**values):
            raise RuleError("x.no", "Chưa làm được.", field=field)

        form = SampleForm({})
        form.is_valid()
        assert accepted(form, service) is None
        assert form.non_field_errors() == ["Chưa làm được."]

    def test_what_the_service_made_comes_back(self):
        assert accepted(SampleForm({}), lambda *, name: name, name="Lúa") == "Lúa"

    def test_a_right_that_is_missing_is_no_matter_of_the_form(self):
        def service():
            raise NotAllowed("x.not", "Không được.")

        with pytest.raises(NotAllowed):
            accepted(SampleForm({}), service)

    def test_errors_are_above_the_form_and_in_place_tied_to_their_boxes(self):
        form = SampleForm({"note": "x"})
        html = render_to_string("parts/fields.html", {"form": form})
        assert '<a href="#id_name">Tên</a>: Hãy điền ô này.' in html
        assert 'aria-describedby="id_name_helptext id_name_error"' in html
        for part in ('id="id_name_helptext"', 'id="id_name_error"', '<label for="id_name">'):
            assert part in html

    def test_a_box_need_not_be_filled_says_so(self):
        html = render_to_string("parts/fields.html", {"form": SampleForm()})
        assert html.count("(không bắt buộc)") == 1

    def test_a_rule_that_escapes_a_page_becomes_a_page(self, client, an, monkeypatch):
        def broken(request):
            raise RuleError("x.no", "Lô T1 chỉ còn 10 kg.")

        monkeypatch.setattr("portal.views.counts_for", broken)
        client.force_login(an)
        response = client.get("/ban-lam-viec/")
        assert response.status_code == 409
        read = words(response.content.decode())
        assert "Lô T1 chỉ còn 10 kg. Chưa có gì bị thay đổi." in read


class TestProgress:
    @pytest.fixture
    def shown(self):
        """The part of a page that shows a job."""

        def shown(**values):
            job = Job(**{"kind": "x", "total": 200} | values)
            return render_to_string("parts/progress.html", {"job": job, "refresh": "/x/"})

        return shown

    def test_running_work_is_asked_for_again_with_and_without_script(self, shown):
        html = shown(state="running", done=50)
        assert 'value="25"' in html
        assert 'hx-get="/x/"' in html
        assert '<noscript><meta http-equiv="refresh"' in html

    def test_finished_work_is_left_alone(self, shown):
        html = shown(state="done", done=200)
        assert "Đã xong" in html
        assert "hx-get" not in html
        assert "refresh" not in html

    def test_failed_work_says_why(self, shown):
        assert "Hết giấy." in shown(state="failed", error="Hết giấy.")
