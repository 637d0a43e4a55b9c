import re

import pytest
from django.urls import reverse
from knox.models import AuthToken

from accounts import services
from accounts.orcid import check_digit
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
PROFILE = "accounts:profile"


@pytest.fixture
def ada(client):
    user = UserFactory(username="ada")
    services.verify(user)
    client.force_login(user)
    return user


def test_profile_is_for_who_is_signed_in(client):
    answer = client.get(reverse(PROFILE))

    assert answer["Location"] == "/accounts/login/?next=/accounts/profile/"


def test_profile_is_saved_and_shown(client, ada):
    sent = {
        "first_name": "Ada",
        "last_name": "Lovelace <script>",
        "affiliation": "Analytical Society",
        "country": "GB",
        "orcid": "0000-0002-1694-233X",
        "is_staff": "on",
        "email": "evil@example.org",
    }

    page = client.post(reverse(PROFILE), sent, follow=True).content.decode()

    ada.refresh_from_db()
    assert (ada.display_name, ada.country) == ("Ada Lovelace <script>", "GB")
    assert (ada.is_staff, ada.email) == (False, "ada@example.org")
    assert "Lovelace &lt;script&gt;" in page
    assert "Lovelace <script>" not in page


@pytest.mark.parametrize("sent", [{"orcid": "0000-0002-1694-2330"}, {"country": "XX"}])
def test_profile_says_what_will_not_do(client, ada, sent):
    page = client.post(reverse(PROFILE), sent).content.decode()

    assert "field--bad" in page


@pytest.mark.parametrize(
    "orcid", ["0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"]
)
def test_check_digit_of_known_orcid_ids(orcid):
    """The examples of ORCID's own documentation."""
    assert check_digit(orcid) == orcid[-1]


def test_token_is_shown_once_and_kept_as_a_hash(client, ada):
    page = client.post(reverse("accounts:make-token"))
    [secret] = re.findall(r'class="secret">([0-9a-f]{64})<', page.content.decode())
    later = client.get(reverse(PROFILE)).content.decode()

    row = AuthToken.objects.get()
    assert secret not in later
    assert secret[:15] in later
    assert secret not in row.digest
    assert "no-store" in page["Cache-Control"]


def test_token_is_revoked_on_the_page(client, ada):
    row, _ = services.make_token(user=ada)

    client.post(reverse("accounts:revoke-token", args=[row.token_key]))

    assert not AuthToken.objects.exists()


def test_nobody_revokes_anothers_token_on_the_page(client, ada):
    row, _ = services.make_token(user=UserFactory())

    answer = client.post(reverse("accounts:revoke-token", args=[row.token_key]))

    assert answer.status_code == 409
    assert AuthToken.objects.count() == 1


def test_twenty_tokens_are_the_most(client, ada):
    for _ in range(20):
        services.make_token(user=ada)

    assert client.post(reverse("accounts:make-token")).status_code == 409
    assert AuthToken.objects.count() == 20


def test_page_refuses_an_address_that_is_not_proved(client):
    UserFactory(username="bob", email="bob@example.org")

    answer = client.post("/accounts/login/", {"login": "bob", "password": PASSWORD})

    assert answer["Location"] == "/accounts/confirm-email/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("count", [1, 3])
def test_profile_takes_the_same_queries_for_any_number_of_tokens(
    client, ada, count, django_assert_num_queries
):
    for _ in range(count):
        services.make_token(user=ada)

    with django_assert_num_queries(3):
        client.get(reverse(PROFILE))


def test_admin_lists_people_for_superusers_alone(client, ada):
    address = reverse("admin:accounts_user_changelist")
    refused = client.get(address)
    client.force_login(UserFactory(is_staff=True))
    forbidden = client.get(address)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    shown = client.get(address)

    assert (refused.status_code, forbidden.status_code, shown.status_code) == (302, 403, 200)
    assert "ada@example.org" in shown.content.decode()
