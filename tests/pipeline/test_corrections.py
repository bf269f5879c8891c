"""What a user says of components in the watchlists folder, seen from the commands."""

import pytest

from home import Home
from tracker.catalog import load_catalog

GATEWAY = "repository: acme/gateway\nknown_as: {images: [acme/gateway]}\n"


def doctor(home: Home) -> list[str]:
    """What doctor says of the files."""
    home.write("env.yaml", "deployed: {kafka: 4.2.1}\n")
    return home.run("doctor", "--files").out.splitlines()


def test_a_release_the_user_skips_is_not_recommended_and_the_line_that_says_so_is_named(home: Home) -> None:
    home.write("env.yaml", "deployed: {kafka: 4.2.0}\n")
    before = home.run("check", "env", "--as-of", "2026-08-23", "--format", "json").out
    home.write("components/kafka.yaml", "# ours\nreleases:\n  4.2.1: {skip: withdrawn by the project}\n")
    after = home.run("check", "env", "--as-of", "2026-08-23", "--format", "json").out

    assert '"text": "4.2.1 is recommended' in before
    assert '"text": "4.2.1 is recommended' not in after
    assert '"text": "4.2.1 is not recommended: withdrawn by the project"' in after
    assert '"url": "components/kafka.yaml#3"' in after


def test_a_component_of_ones_own_is_known_by_its_name(home: Home) -> None:
    home.write("env.yaml", "deployed: {gateway: 1.0}\n")
    home.write("components/gateway.yaml", GATEWAY)

    outcome = home.run("check", "env", "--offline", "--fail-on", "never", "--format", "json")

    assert outcome.code == 0
    assert '"repository": "acme/gateway"' in outcome.out


def test_a_fork_has_none_of_the_bundled_releases(home: Home) -> None:
    home.write("components/kafka.yaml", "repository: acme/kafka\n")

    assert '"releases": []' in home.run("releases", "kafka", "--format", "json").out


def test_a_mistake_in_a_correction_is_told_with_file_line_and_key(home: Home) -> None:
    home.write("env.yaml", "deployed: {kafka: 4.2.1}\n")
    home.write("components/kafka.yaml", "title: Kafka\nscheme: roman\n")

    outcome = home.run("check", "env", "--offline")

    assert outcome.code == 2
    assert "components/kafka.yaml line 2: scheme: 'roman' is not one of" in outcome.err


def test_doctor_is_content_with_a_correction_that_corrects(home: Home) -> None:
    home.write("components/gateway.yaml", GATEWAY)

    assert (
        doctor(home)[1]
        == f" = catalog: {len(load_catalog().names()) + 1} components, 1 corrected or added in components/"
    )


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "kafka",
            "titel: Kafka",
            "!! kafka: components/kafka.yaml line 1: unknown key 'titel', did you mean 'title'?",
        ),
        (
            "Gate Way",
            GATEWAY,
            "!! Gate Way: components/Gate Way.yaml: a component's file is named in small letters",
        ),
        (
            "kafka",
            "tags: {pattern: 'kafka-(?P<version>.+)'}",
            "!! kafka: components/kafka.yaml line 1: tags.pattern: reads none of the tags that tags.format",
        ),
        (
            "postgres",
            "title: Postgres",
            "!! postgres: components/postgres.yaml line 1: missing key 'repository', or name the file",
        ),
        ("zzzz", "title: Z", "!! zzzz: components/zzzz.yaml line 1: missing key 'repository'"),
        (
            "trino",
            "tags: {pattern: 'trino-(?P<version>.+)', format: 'trino-{version}'}",
            "!! trino: components/trino.yaml line 1: tags.pattern: reads none of the 183 tags known of",
        ),
        (
            "gateway",
            GATEWAY.replace("acme/gateway]", "apache/kafka]"),
            "!! gateway: components/gateway.yaml line 2: known_as.images.0: the image 'apache/kafka' is also",
        ),
        (
            "gateway",
            GATEWAY + "aliases: [kafka]",
            "!! gateway: components/gateway.yaml line 3: aliases.0: the name 'kafka' is also that of kafka",
        ),
        (
            "gateway",
            GATEWAY.replace("acme/gateway", "Apache/Kafka", 1),
            "!! gateway: components/gateway.yaml line 1: repository: the repository 'apache/kafka' is also",
        ),
        (
            "gateway",
            GATEWAY + "status: replaced\nreplaced_by: kafak",
            "!! gateway: components/gateway.yaml line 4: replaced_by: there is no component 'kafak', did you mean",
        ),
        (
            "kafka",
            "endoflife: kafka",
            "!! kafka: components/kafka.yaml line 1: endoflife: no support dates of the product 'kafka' ship with",
        ),
        ("kafka", "title: Apache Kafka", " = kafka: components/kafka.yaml: the catalog says all of this by now"),
        (
            "kafka",
            "title: Apache Kafka\naliases: [broker]",
            " = kafka: components/kafka.yaml line 1: title: the catalog says the same by now: remove it",
        ),
    ],
)
def test_doctor_says_what_to_mend_in_a_correction(home: Home, name: str, text: str, told: str) -> None:
    home.write(f"components/{name}.yaml", text + "\n")

    lines = doctor(home)

    assert [line for line in lines if line.startswith(told)], lines
