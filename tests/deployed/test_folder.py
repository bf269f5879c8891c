"""A watchlists folder read: environments, layers, and each mistake told with file, line and key."""

from datetime import timedelta
from pathlib import Path

import pytest

from examples import day
from tracker.advice import parse_window, resolve_policy
from tracker.deployed.folder import Folder
from tracker.errors import ConfigurationError
from tracker.model import Calendar, Contract, Environment, Freeze, Hold, Origin, Tier


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def write(folder: Folder, name: str, text: str) -> None:
    path = folder.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def read(folder: Folder, text: str) -> Environment:
    write(folder, "env.yaml", text)
    return Folder(folder.path).environment("env")


def test_an_environment_needs_only_what_is_deployed(folder: Folder) -> None:
    found = read(folder, "deployed:\n  kafka: 3.6.1\n")

    assert (found.name, found.customer, found.tier, found.since) == ("env", "env", Tier.PRODUCTION, None)
    (kafka,) = found.deployments
    assert (kafka.name, kafka.component, kafka.versions) == ("kafka", "kafka", ("3.6.1",))
    assert kafka.location == "env.yaml#2"


def test_every_key_of_an_entry_is_read(folder: Folder) -> None:
    found = read(
        folder,
        """\
customer: Acme
tier: staging
since: 2026-01-15
digest: {to: data-team@acme.example, at: "07:30", timezone: Europe/Amsterdam}
deployed:
  pg-airflow: {component: postgresql, version: 1.10}
  zookeeper: [3.8.4, 3.8.6]
  gateway: {version: v1.4.0, repo: acme/gateway}
  grafana: {version: 10.4.2, hold: {until: 2026-12-31, reason: frozen, by: ops}}
""",
    )

    assert (found.customer, found.tier, found.since) == ("Acme", Tier.STAGING, day("2026-01-15"))
    postgresql, zookeeper, gateway, grafana = found.deployments
    assert (postgresql.component, postgresql.versions) == ("postgresql", ("1.10",))
    assert zookeeper.versions == ("3.8.4", "3.8.6")
    assert gateway.origin == Origin(path="acme/gateway")
    assert grafana.hold == Hold(until=day("2026-12-31"), reason="frozen", by="ops")


def test_files_in_folders_are_environments_and_reserved_names_are_not(folder: Folder) -> None:
    for name in (
        "prod.yaml",
        "acme/prod.yaml",
        "acme/policies.yaml",
        "policies.yaml",
        "customers.yaml",
        "tracker.yaml",
        "components/kafka.yaml",
        ".hidden.yaml",
        "notes.txt",
    ):
        write(folder, name, "deployed: {kafka: 3.6.1}")

    assert folder.names() == ("acme/policies", "acme/prod", "prod")


def test_an_environment_in_a_folder_is_named_by_its_path(folder: Folder) -> None:
    write(folder, "acme/prod.yaml", "deployed: {kafka: 3.6.1}")

    assert folder.environment("acme/prod").deployments[0].location == "acme/prod.yaml#1"


def test_the_nearest_name_chooses_the_policy_and_what_each_layer_says_lies_over_it(folder: Folder) -> None:
    write(
        folder,
        "policies.yaml",
        "standard: {warn: 10d}\n"
        "slow: {soak: {patch: 20d}}\n"
        "slower: {extends: slow, soak: {minor: 99d}}\n"
        "eager: {track: newest}\n",
    )
    write(folder, "customers.yaml", "Acme: {since: 2025-01-01, policy: {extends: eager, support: {warn: 11d}}}\n")
    found = read(
        folder,
        """\
customer: Acme
policy: {extends: slower, soak: {patch: 21d}}
deployed:
  kafka: 3.6.1
  grafana: {version: 1.0, policy: {extends: standard, soak: {patch: 1d}}}
""",
    )
    kafka, grafana = (resolve_policy(one.policies, found.tier) for one in found.deployments)

    assert found.since == day("2025-01-01")
    assert (kafka.track, kafka.warn.days, kafka.support_warn.days) == ("supported", 10, 11)
    assert (kafka.soak.patch.days, kafka.soak.minor.days, kafka.soak.major.days) == (21, 99, 30)
    assert (grafana.soak.patch.days, grafana.soak.minor.days) == (1, 14)


def test_without_a_policy_the_standard_of_the_folder_holds(folder: Folder) -> None:
    write(folder, "policies.yaml", "standard: {warn: 10d}\n")

    found = read(folder, "deployed: {kafka: 3.6.1}\n")

    assert resolve_policy(found.deployments[0].policies, found.tier).warn.days == 10


def test_every_key_of_a_policy_is_read(folder: Folder) -> None:
    write(
        folder,
        "policies.yaml",
        "strict:\n"
        "  lag: {lines: 3}\n"
        "  sla: {low: 360d, normal: none}\n"
        "  allow: ['>=8,<9', '>=10']\n"
        "  deny: '=8.2'\n"
        "  tiers: {staging: {sla: none}}\n",
    )
    found = read(folder, "policy: {extends: strict, lag: {days: 540}}\ndeployed: {kafka: 1}\n")
    policy = resolve_policy(found.deployments[0].policies, found.tier)

    assert policy.rule("lag.days") == "lag.days: 540 (environment env, env.yaml#1)"
    assert policy.rule("sla.low") == "sla.low: 360d (policy strict, policies.yaml#1)"
    assert policy.rule("sla.normal") == "sla.normal: none (policy strict, policies.yaml#1)"
    assert policy.rule("allow") == "allow: >=8,<9 or >=10 (policy strict, policies.yaml#1)"
    assert policy.rule("deny") == "deny: =8.2 (policy strict, policies.yaml#1)"
    assert set(resolve_policy(found.deployments[0].policies, Tier.STAGING).sla.values()) == {None}


def test_entries_that_say_nothing_of_their_policy_share_its_layers(folder: Folder) -> None:
    found = read(
        folder, "policy: {warn: 3d}\ndeployed: {kafka: 1, spark: 2, trino: {version: 3, policy: standard}}\n"
    )
    kafka, spark, trino = found.deployments

    assert kafka.policies is spark.policies
    assert trino.policies == kafka.policies


AGREED = """\
Acme:
  since: 2025-01-01
  timezone: Europe/Amsterdam
  windows: [sat 22:00-02:00]
  freezes:
    - {from: 2026-12-20, until: 2027-01-03, reason: year-end closing}
  support: {until: 2028-01-01, by: Confluent, reason: contract 42}
"""
CLOSING = Freeze(
    starts_at=day("2026-12-20") - timedelta(hours=1),
    until=day("2027-01-03") - timedelta(hours=1),
    reason="year-end closing",
)


def test_what_is_agreed_with_a_customer_holds_for_its_environments(folder: Folder) -> None:
    write(folder, "customers.yaml", AGREED)
    found = read(folder, "customer: Acme\ndeployed: {kafka: 1}\n")
    other = read(folder, "customer: Globex\ndeployed: {kafka: 1}\n")

    assert found.since == day("2025-01-01")
    assert found.deployments[0].contract == Contract(
        until=day("2028-01-01"), by="Confluent", reason="contract 42", location="customers.yaml#7"
    )
    assert found.calendar == Calendar(
        timezone="Europe/Amsterdam",
        windows=(parse_window("sat 22:00-02:00"),),
        freezes=(CLOSING,),
        location="customers.yaml#4",
    )
    assert (other.since, other.calendar, other.deployments[0].contract) == (None, None, None)


@pytest.mark.parametrize(
    ("said", "windows", "freezes", "timezone", "location"),
    [
        ("windows: daily 01:00-03:00", ["daily 01:00-03:00"], (CLOSING,), "Europe/Amsterdam", "env.yaml#2"),
        ("windows: []", [], (CLOSING,), "Europe/Amsterdam", "env.yaml#2"),
        ("freezes: []", ["sat 22:00-02:00"], (), "Europe/Amsterdam", "customers.yaml#4"),
        (
            "timezone: UTC",
            ["sat 22:00-02:00"],
            (Freeze(starts_at=day("2026-12-20"), until=day("2027-01-03"), reason="year-end closing"),),
            "UTC",
            "customers.yaml#4",
        ),
    ],
)
def test_an_environment_takes_the_place_of_what_its_customer_says_key_by_key(
    folder: Folder, said: str, windows: list[str], freezes: tuple[Freeze, ...], timezone: str, location: str
) -> None:
    write(folder, "customers.yaml", AGREED)
    found = read(folder, f"customer: Acme\n{said}\ndeployed: {{kafka: 1}}\n")

    assert found.calendar == Calendar(
        timezone=timezone, windows=tuple(map(parse_window, windows)), freezes=freezes, location=location
    )


def test_freezes_alone_make_a_calendar_and_a_time_zone_alone_makes_none(folder: Folder) -> None:
    frozen = read(folder, "deployed: {kafka: 1}\nfreezes: [{from: 2026-12-20, until: 2026-12-21}]\n")
    free = read(folder, "timezone: Europe/Amsterdam\ndeployed: {kafka: 1}\n")

    assert frozen.calendar == Calendar(
        timezone="UTC",
        windows=(),
        freezes=(Freeze(starts_at=day("2026-12-20"), until=day("2026-12-21")),),
        location="env.yaml#2",
    )
    assert free.calendar is None


def test_support_that_was_bought_counts_from_the_nearest_place(folder: Folder) -> None:
    write(folder, "customers.yaml", AGREED)
    found = read(
        folder,
        """\
customer: Acme
support: {until: 2028-02-01, by: Acme, reason: own patches}
deployed:
  kafka: 3.6.1
  elasticsearch: {version: 7.17.1, support: {until: 2028-03-01, by: Elastic, reason: contract 43}}
""",
    )
    kafka, elasticsearch = (one.contract for one in found.deployments)

    assert kafka == Contract(until=day("2028-02-01"), by="Acme", reason="own patches", location="env.yaml#2")
    assert elasticsearch == Contract(
        until=day("2028-03-01"), by="Elastic", reason="contract 43", location="env.yaml#5"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "deployed:\n  kafka: {versoin: 3.6.1}\n",
            "env.yaml line 2: unknown key 'versoin' under deployed.kafka, did",
        ),
        ("deployd: {kafka: 1}\n", "env.yaml line 1: unknown key 'deployd', did you mean 'deployed'?"),
        ("deployed:\n  kafka: 1\n  kafka: 2\n", "env.yaml line 3: the key 'kafka' is already on line 2"),
        ("", "env.yaml is empty"),
        (
            "tier: prod\ndeployed: {kafka: 1}\n",
            "line 1: tier: 'prod' is not one of production, staging, development",
        ),
        ("customer: Acme\n", "missing key 'deployed'"),
        ("deployed: {}\n", "deployed"),
        ("deployed: {kafka: ''}\n", "must not be empty"),
        ("since: soon\ndeployed: {kafka: 1}\n", "'soon' is not a date such as 2026-01-15"),
        ("since: [2026-01-15]\ndeployed: {kafka: 1}\n", "since: must be a date such as 2026-01-15"),
        ("since: 0001-01-01T00:00:00+10:00\ndeployed: {kafka: 1}\n", "is out of reach"),
        ("since: 9999-12-31\ndeployed: {kafka: 1}\n", "is out of reach"),
        ("deployed:\n  kafka: {version: 1, policy: egaer}\n", "env.yaml line 2: there is no policy 'egaer'"),
        ("policy: {track: '>=banana'}\ndeployed: {kafka: 1}\n", "nor a range such as '>=8,<9'"),
        ('deployed: {"ka\\nfka": 1}\n', "must be one line without tabs"),
        ("since: 2026-01-15T08:00:00\ndeployed: {kafka: 1}\n", "needs a time zone"),
        (
            "policy: strict\ndeployed: {kafka: 1}\n",
            "env.yaml line 1: there is no policy 'strict': there are standard",
        ),
        ("policy: standart\ndeployed: {kafka: 1}\n", "did you mean 'standard'?"),
        ("policy: {warn: 3}\ndeployed: {kafka: 1}\n", "'3' is not a duration such as 14d, 12h or 30m"),
        ("policy: {track: latest}\ndeployed: {kafka: 1}\n", "nor a range such as '>=8,<9'"),
        (
            "deployed:\n  kafka: {version: 1, policy: {track: none}}\n",
            "line 2: deployed.kafka.policy: track: none needs a reason",
        ),
        ("deployed: {g: {version: 1, repo: acme}}\n", "'acme' is not of the form OWNER/REPO"),
        ("deployed: {g: {version: 1, repo: acme/..}}\n", "is not of the form OWNER/REPO"),
        ("digest: {to: nobody}\ndeployed: {kafka: 1}\n", "'nobody' is not an e-mail address"),
        ("digest: {to: a@b, at: '25:00'}\ndeployed: {kafka: 1}\n", "'25:00' is not an hour such as 07:30"),
        ("digest: {to: a@b, timezone: Mars}\ndeployed: {kafka: 1}\n", "'Mars' is not a time zone"),
        ("deployed: {kafka: {version: 1, hold: {until: 2026-12-31}}}\n", "missing key 'reason'"),
        ("policy: {sla: 3d}\ndeployed: {kafka: 1}\n", "'3d' is neither none nor a mapping such as {critical: 7d"),
        ("policy: {sla: {high: soon}}\ndeployed: {kafka: 1}\n", "a duration such as 14d, 12h or 30m, nor none"),
        ("policy: {sla: {hihg: 3d}}\ndeployed: {kafka: 1}\n", "unknown key 'hihg' under policy.sla, did you mean"),
        ("policy: {lag: 540d}\ndeployed: {kafka: 1}\n", "neither none nor a mapping such as {days: 540}"),
        ("policy: {lag: {days: 540d}}\ndeployed: {kafka: 1}\n", "'540d' is not a whole number from 1 to 99999"),
        ("policy: {lag: {days: 1, lines: 1}}\ndeployed: {kafka: 1}\n", "policy.lag: must hold days or lines"),
        ("policy: {lag: {}}\ndeployed: {kafka: 1}\n", "policy.lag: must hold days or lines, and not both"),
        ("policy: {deny: banana}\ndeployed: {kafka: 1}\n", "policy.deny: 'banana' is not a range such as"),
        (
            "policy:\n  allow: ['>=1',\n  '']\ndeployed: {kafka: 1}\n",
            "line 3: policy.allow.1: '' is not a range",
        ),
        ("windows: sut 22:00-02:00\ndeployed: {kafka: 1}\n", "windows: 'sut' is none of daily, mon"),
        (
            "windows:\n- daily 01:00-02:00\n- sat\ndeployed: {kafka: 1}\n",
            "line 3: windows.1: 'sat' is not a window",
        ),
        (
            "freezes: [{from: 2026-12-20, until: 2026-12-20}]\ndeployed: {kafka: 1}\n",
            "freezes.0: until must be later than from: it is the first day after the freeze",
        ),
        (
            "freezes: [{from: 2026-12-20T08:00:00Z, until: 2026-12-24}]\ndeployed: {kafka: 1}\n",
            "freezes.0.from: '2026-12-20T08:00:00Z' is not a day such as 2026-01-15",
        ),
        ("freezes: [{until: 2026-12-20}]\ndeployed: {kafka: 1}\n", "missing key 'from' under freezes.0"),
        ("timezone: Mars\ndeployed: {kafka: 1}\n", "timezone: 'Mars' is not a time zone such as"),
        ("support: {until: 2027-01-01, by: X}\ndeployed: {kafka: 1}\n", "missing key 'reason' under support"),
        ("deployed: {kafka: !!python/object:os.system 1}\n", "is not allowed"),
        ("deployed: [kafka\n", "is not valid YAML"),
    ],
)
def test_a_mistake_is_told_with_its_place(folder: Folder, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        read(folder, text)

    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("policies.yaml", "strict:\n  extends: standrad\n", "policies.yaml line 2: there is no policy 'standrad'"),
        ("customers.yaml", "env:\n  policy: egaer\n", "customers.yaml line 2: there is no policy 'egaer'"),
    ],
)
def test_a_policy_that_does_not_exist_is_told_where_it_is_named(
    folder: Folder, file: str, text: str, message: str
) -> None:
    write(folder, file, text)
    named = "policy: strict\n" if file == "policies.yaml" else ""

    with pytest.raises(ConfigurationError) as error:
        read(folder, f"{named}deployed: {{kafka: 1}}\n")
    assert message in str(error.value)


def test_a_policy_that_extends_itself_is_refused(folder: Folder) -> None:
    write(folder, "policies.yaml", "a: {extends: b}\nb: {extends: a}\n")

    with pytest.raises(ConfigurationError, match=r"policies\.yaml line 2: policy 'a' extends itself"):
        read(folder, "policy: a\ndeployed: {kafka: 1}\n")


def test_an_unknown_key_in_a_policy_names_the_nearest(folder: Folder) -> None:
    write(folder, "policies.yaml", "strict:\n  soak: {patsh: 1d}\n")

    with pytest.raises(
        ConfigurationError, match=r"policies\.yaml line 2: unknown key 'patsh' under strict\.soak, did"
    ):
        read(folder, "policy: strict\ndeployed: {kafka: 1}\n")


@pytest.mark.parametrize(
    ("present", "asked", "hint"),
    [
        (["env-prod"], "env-prdo", "did you mean 'env-prod'?"),
        (["a", "b"], "zzzz", "there are a, b"),
        ([], "zzzz", "the folder has none yet, `tracker init zzzz` creates it"),
    ],
)
def test_an_unknown_environment_is_told_with_what_there_is(
    folder: Folder, present: list[str], asked: str, hint: str
) -> None:
    for name in present:
        write(folder, f"{name}.yaml", "deployed: {kafka: 1}")

    with pytest.raises(ConfigurationError, match=f"there is no environment '{asked}'") as error:
        folder.environment(asked)
    assert hint in str(error.value)


def test_a_file_with_another_ending_is_told_with_the_right_one(folder: Folder) -> None:
    for name in ("env.yml", "advisories/ACME-1.YAML", ".git/x.yml", "notes.txt"):
        write(folder, name, "deployed: {kafka: 1}")

    assert folder.misnamed() == {"advisories/ACME-1.YAML": "advisories/ACME-1.yaml", "env.yml": "env.yaml"}
    with pytest.raises(ConfigurationError, match=r"env\.yml is not read, so rename it to env\.yaml"):
        folder.environment("env")


def test_what_is_there_and_no_file_is_not_said_to_be_missing(folder: Folder) -> None:
    (folder.path / "folder.yaml").mkdir()
    (folder.path / "broken.yaml").symlink_to("nowhere")
    (folder.path / "loop.yaml").symlink_to("loop.yaml")

    for name, why in (("folder", "it is not a file"), ("broken", "no such file"), ("loop", "symbolic links")):
        with pytest.raises(ConfigurationError, match=rf"^{name}\.yaml cannot be read: .*{why}"):
            folder.environment(name)


@pytest.mark.parametrize(
    "name", ["../secrets", "/etc/passwd", "policies", "components/kafka", ".hidden", "a/../../b"]
)
def test_a_name_never_leads_out_of_the_folder(folder: Folder, name: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot be the name of an environment"):
        folder.environment(name)


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="create a first file with `tracker init ENV`"):
        Folder(tmp_path / "nowhere").names()


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "watchlists").write_text("")
    with pytest.raises(ConfigurationError, match="watchlists is no folder"):
        Folder(tmp_path / "watchlists").names()


def test_a_folder_that_cannot_be_asked_for_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read: File name too long"):
        Folder(tmp_path / ("x" * 300)).environment("env")
