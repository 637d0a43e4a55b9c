import pytest
from django.test import Client, RequestFactory

from config import views
from tests.factories import PASSWORD, UserFactory


def test_the_page_of_our_own_faults_needs_neither_session_nor_database() -> None:
    answer = views.server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "Nothing of yours was lost" in answer.text
    assert 'class="masthead"' in answer.text


def test_programs_get_errors_as_code_and_detail() -> None:
    answer = views.server_error(RequestFactory().get("/api/v1/competitions/"))

    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.django_db
def test_an_outdated_form_is_told_what_to_do() -> None:
    client = Client(enforce_csrf_checks=True)
    client.login(username=UserFactory().username, password=PASSWORD)

    answer = client.post("/accounts/logout/", {})

    assert answer.status_code == 403
    assert "Go back, reload the page, and send the form again." in answer.text


@pytest.mark.django_db
def test_a_missing_page_offers_to_sign_in_and_come_back(client: Client) -> None:
    page = client.get("/c/nothing/").text

    assert "/accounts/login/?next=/c/nothing/" in page
