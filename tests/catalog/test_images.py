import pytest

from tracker.catalog import load_catalog, split_image
from tracker.catalog.images import image_names

DIGEST = "@sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("reference", "parts"),
    [
        ("postgres", ("postgres", None)),
        ("postgres:16.3", ("postgres", "16.3")),
        (f"quay.io/strimzi/kafka:0.45.0-kafka-3.9.0{DIGEST}", ("quay.io/strimzi/kafka", "0.45.0-kafka-3.9.0")),
        (f"localhost:5000/kafka{DIGEST}", ("localhost:5000/kafka", None)),
        ("Apache Kafka", None),
        ("kafka:", None),
        ("", None),
    ],
)
def test_a_reference_is_taken_apart(reference: str, parts: tuple[str, str | None] | None) -> None:
    assert split_image(reference) == parts


@pytest.mark.parametrize(
    ("image", "names"),
    [
        ("docker.io/library/postgres", ("postgres",)),
        ("library/postgres", ("postgres",)),
        ("quay.io/strimzi/kafka", ("quay.io/strimzi/kafka", "strimzi/kafka")),
        (
            "registry.acme.example:5000/mirror/library/postgres",
            ("registry.acme.example:5000/mirror/library/postgres", "mirror/library/postgres", "postgres"),
        ),
        ("localhost/postgres", ("localhost/postgres", "postgres")),
        ("supabase/postgres", ("supabase/postgres",)),
    ],
)
def test_an_image_is_named_without_the_mirror_it_lies_on(image: str, names: tuple[str, ...]) -> None:
    assert image_names(image) == names


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("postgres", "postgresql"),
        ("registry.acme.example/team/apache/airflow", "airflow"),
        ("docker.io/bitnami/kafka", "kafka"),
        ("registry.acme.example/quay/minio/minio", "minio"),
        ("supabase/postgres", None),
        ("ghcr.io/acme/kafka", None),
    ],
)
def test_an_image_finds_its_component(image: str, name: str | None) -> None:
    found = load_catalog().by_image(image)
    assert (found.name if found else None) == name
