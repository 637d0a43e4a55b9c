"""Whose requests the throttles count together: a header that anybody can send must not decide."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import json
import django
django.setup()
from allauth.account.adapter import get_adapter
from django.test import RequestFactory
from rest_framework.throttling import AnonRateThrottle
request = RequestFactory().get("/", headers={"X-Forwarded-For": "192.0.2.9, 192.0.2.1"})
print(json.dumps([AnonRateThrottle().get_ident(request), get_adapter().get_client_ip(request)]))
"""


@pytest.mark.parametrize(
    ("trust_proxy", "address"), [("0", "127.0.0.1"), ("1", "192.0.2.1")], ids=["alone", "proxy"]
)
def test_only_a_trusted_proxy_tells_the_clients_address(tmp_path, trust_proxy, address):
    environ = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": f"{ROOT / 'platform'}{os.pathsep}{ROOT}",
        "SPEARHEAD_VAR": str(tmp_path),
        "TRUST_PROXY": trust_proxy,
    }

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environ, capture_output=True, text=True, check=True
    )

    assert json.loads(done.stdout) == [address, address]
