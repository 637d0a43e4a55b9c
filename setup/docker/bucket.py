"""Make the bucket for the site's files in the S3 store, unless it is there; waits for the store."""

import os
import sys
import time

import boto3
from botocore.exceptions import BotoCoreError, ClientError

PATIENCE_SECONDS = 60


def has_made_bucket(name: str) -> bool:
    """Whether the bucket is there; False while the store does not answer."""
    client = boto3.client(
        "s3", endpoint_url=os.environ["AWS_S3_ENDPOINT_URL"], region_name="us-east-1"
    )
    try:
        if name not in [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]:
            client.create_bucket(Bucket=name)
    except (BotoCoreError, ClientError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return False
    return True


def main(name: str) -> int:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not has_made_bucket(name):
        if time.monotonic() > give_up_at:
            return 1
        time.sleep(1)
    return 0


if __name__ == "__main__":
    sys.exit(main(os.environ["AWS_STORAGE_BUCKET_NAME"]))
