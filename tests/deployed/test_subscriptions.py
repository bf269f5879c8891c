"""Who is told of what and when, as the files say."""

from datetime import time
from pathlib import Path

import pytest

from tracker.deployed.folder import Folder
from tracker.deployed.subscriptions import Subscribed, read_subscriptions
from tracker.model import AlertSubscription, Audience, Every, Subscription, Urgency

DEPLOYED = "deployed: {kafka: 3.6.1}\n"


def read(folder: Path, **files: str) -> Subscribed:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_subscriptions(Folder(folder))


def test_an_environment_s_digest_is_one_for_that_environment(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        acme__prod=f"""\
customer: Acme
digest: {{to: [a@acme.example, a@acme.example, b@acme.example], at: "06:15", timezone: Europe/Amsterdam,
  every: weekday, least: high, quiet: yes}}
{DEPLOYED}""",
        other=DEPLOYED,
    )

    assert found == Subscribed(
        digests=(
            Subscription(
                id="environment:acme/prod",
                audience=Audience.CUSTOMER,
                to=("a@acme.example", "b@acme.example"),
                environments=("acme/prod",),
                at=time(6, 15),
                timezone="Europe/Amsterdam",
                location="acme/prod.yaml#2",
                every=Every.WEEKDAY,
                least=Urgency.HIGH,
                quiet=True,
                customer="Acme",
            ),
        )
    )


def test_a_customer_s_digest_is_one_for_all_environments_without_their_own(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        customers="Acme:\n  digest: {to: a@acme.example}\n  alert: {to: b@acme.example, audience: team}\n",
        one=f"customer: Acme\n{DEPLOYED}",
        two=f"customer: Acme\ndigest: {{to: two@acme.example}}\n{DEPLOYED}",
        three=f"customer: Acme\ntier: staging\nalert: {{to: c@acme.example, urgency: high}}\n{DEPLOYED}",
        four=f"customer: Globex\n{DEPLOYED}",
    )

    assert {one.id: one.environments for one in found.digests} == {
        "customer:Acme": ("one", "three"),
        "environment:two": ("two",),
    }
    assert found.alerts == (
        AlertSubscription(
            id="customer:Acme",
            audience=Audience.TEAM,
            to=("b@acme.example",),
            environments=("one", "two"),
            urgency=Urgency.CRITICAL,
            location="customers.yaml#3",
        ),
        AlertSubscription(
            id="environment:three",
            audience=Audience.CUSTOMER,
            to=("c@acme.example",),
            environments=("three",),
            urgency=Urgency.HIGH,
            location="three.yaml#3",
            customer="Acme",
        ),
    )


def test_the_team_s_digests_name_customers_and_environments_or_are_of_all(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        tracker="""\
max_age: 2h
digests:
  everyone: {to: team@ops.example, every: monday}
  some: {to: some@ops.example, customers: Acme, environments: [globex/test]}
alerts:
  pager: {to: pager@ops.example}
""",
        one=f"customer: Acme\n{DEPLOYED}",
        globex__prod=f"customer: Globex\n{DEPLOYED}",
        globex__test=f"customer: Globex\n{DEPLOYED}",
    )

    assert {one.id: (one.audience, one.environments, one.location) for one in found.digests} == {
        "team:everyone": (Audience.TEAM, ("globex/prod", "globex/test", "one"), "tracker.yaml#3"),
        "team:some": (Audience.TEAM, ("globex/test", "one"), "tracker.yaml#4"),
    }
    assert [one.id for one in found.alerts] == ["team:pager"]
    assert not found.errors


def test_what_is_wrong_is_told_and_costs_only_itself(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        tracker="digests:\n  ops: {to: a@ops.example, customers: [Amce, Acme], environments: [one, nowhere]}\n",
        one=f"customer: Acme\ndigest: {{to: a@acme.example}}\n{DEPLOYED}",
        two=f"customer: Acme\ndigest: {{to: a@acme.example, timezone: Europe/Amsterdm}}\n{DEPLOYED}",
    )

    assert [one.id for one in found.digests] == ["team:ops", "environment:one"]
    assert list(map(str, found.errors)) == [
        "two.yaml line 2: digest.timezone: 'Europe/Amsterdm' is not a time zone such as Europe/Amsterdam",
        (
            "tracker.yaml line 2: digests.ops.customers: there is no customer 'Amce' that can be read: "
            "did you mean 'Acme'?"
        ),
        "tracker.yaml line 2: digests.ops.environments: there is no environment 'nowhere' that can be read",
    ]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("{to: 'Ops <a@ops.example>'}", "'Ops <a@ops.example>' is not an e-mail address"),
        ("{to: 'a@ops.example,b@ops.example'}", "is not an e-mail address"),
        ("{to: a@-é-.example}", "'a@-é-.example' is not an e-mail address"),
        ("{to: []}", "digests.ops.to: must not be empty"),
        ("{to: a@ops.example, every: tuesday}", "'tuesday' is not one of day, weekday, monday, month"),
        ("{to: a@ops.example, least: none}", "'none' is not one of low, normal, high, critical"),
        ("{to: a@ops.example, audience: customer}", "'customer' is not one of team"),
        (
            "{to: a@ops.example, customer: Acme}",
            "unknown key 'customer' under digests.ops, did you mean 'customers'?",
        ),
    ],
)
def test_a_mistake_in_a_team_s_digest_names_line_and_key(tmp_path: Path, said: str, problem: str) -> None:
    found = read(tmp_path, tracker=f"digests:\n  ops: {said}\n", one=DEPLOYED)

    (error,) = found.errors
    assert str(error).startswith("tracker.yaml line 2: ")
    assert problem in str(error)
    assert not found.digests


def test_a_bad_tracker_yaml_silences_no_customer(tmp_path: Path) -> None:
    found = read(tmp_path, tracker="digests: [", one=f"digest: {{to: a@acme.example}}\n{DEPLOYED}")

    assert [one.id for one in found.digests] == ["environment:one"]
    assert len(found.errors) == 1
