"""Who is told, where several files ask for it."""

from home import Home
from tracker.pipeline.subscribing import subscriptions

ANN, BEN = "ann@acme.example", "ben@acme.example"
DEPLOYED = "deployed: {kafka: 3.6.1}\n"


def test_an_address_that_forty_environments_name_gets_one_digest_a_day(home: Home) -> None:
    for number in range(40):
        to = f"[{ANN}, {BEN}]" if number % 2 else ANN
        home.write(
            f"env-{number:02}.yaml", f"customer: Acme\ndigest: {{to: {to}}}\nalert: {{to: {to}}}\n{DEPLOYED}"
        )

    told = subscriptions(home.settings)

    for found in (told.digests, told.alerts):
        assert [(one.id, one.to, len(one.environments)) for one in found] == [
            ("customer:Acme", (ANN,), 40),
            ("customer:Acme", (BEN,), 20),
        ]


def test_who_is_told_of_the_same_at_several_hours_is_known_by_them(home: Home) -> None:
    for name, how in {"a": "", "b": ", every: monday", "c": ", at: '09:00'", "d": ", least: high"}.items():
        home.write(f"{name}.yaml", f"customer: Acme\ndigest: {{to: {ANN}{how}}}\n{DEPLOYED}")

    found = {one.environments: one.id for one in subscriptions(home.settings).digests}

    assert found == {
        ("a",): "customer:Acme",
        ("b",): "customer:Acme monday",
        ("c",): "customer:Acme 09:00",
        ("d",): "customer:Acme high",
    }


def test_what_the_team_asks_in_files_of_customers_is_one_digest_for_the_team(home: Home) -> None:
    home.write("tracker.yaml", f"digests: {{ops: {{to: {BEN}, environments: [a]}}}}\n")
    for name, customer in {"a": "Acme", "b": "Globex"}.items():
        home.write(
            f"{name}.yaml", f"customer: {customer}\ndigest: {{to: [{ANN}, {BEN}], audience: team}}\n{DEPLOYED}"
        )

    found = subscriptions(home.settings).digests

    assert [(one.id, one.to, one.environments, one.customer) for one in found] == [
        ("team:ops", (BEN,), ("a", "b"), None),
        ("team:customers", (ANN,), ("a", "b"), None),
    ]
