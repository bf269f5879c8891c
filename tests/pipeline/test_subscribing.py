"""Who is told, where several files ask for it."""

from datetime import UTC, datetime, timedelta

from home import Home
from tracker.model import Letter, Urgency
from tracker.pipeline.sending.digests import digests_at_once, due_digests, put_digests
from tracker.pipeline.subscribing import subscriptions
from tracker.store import Store

ANN, BEN = "ann@acme.example", "ben@acme.example"
LETTER = Letter(subject="s", markdown="m", text="t", html="<p>h</p>")
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


def test_environments_that_name_no_customer_are_one_digest_and_two_named_customers_never(home: Home) -> None:
    home.write("customers.yaml", f"Initech: {{digest: {{to: {ANN}}}}}\n")
    for name, customer in {"a": "", "b": "", "c": "customer: Acme\n", "d": "customer: Globex\n"}.items():
        home.write(f"{name}.yaml", f"{customer}digest: {{to: {ANN}}}\nalert: {{to: {ANN}}}\n{DEPLOYED}")
    home.write("Initech.yaml", DEPLOYED)

    told = subscriptions(home.settings)

    found = {one.id: (one.customer, one.environments) for one in told.digests}
    assert found == {
        "environments": (None, ("a", "b")),
        "customer:Acme": ("Acme", ("c",)),
        "customer:Globex": ("Globex", ("d",)),
        "customer:Initech": ("Initech", ("Initech",)),
    }
    assert {one.id for one in told.alerts} == {*found} - {"customer:Initech"}


def test_of_hours_and_settings_that_differ_the_most_telling_make_one_digest(home: Home) -> None:
    for name, how in {
        "a": "at: '09:00', least: high, quiet: yes",
        "b": "at: '08:00', timezone: Europe/Berlin",
        "c": "at: '07:00', least: normal",
    }.items():
        home.write(f"{name}.yaml", f"customer: Acme\ndigest: {{to: {ANN}, {how}}}\n{DEPLOYED}")

    [one] = subscriptions(home.settings).digests

    assert (one.id, one.environments) == ("customer:Acme", ("a", "b", "c"))
    assert (one.at.hour, one.timezone, one.least, one.quiet) == (8, "Europe/Berlin", Urgency.LOW, False)


def test_on_a_day_of_two_digests_the_rarer_is_sent_and_tells_of_all(home: Home) -> None:
    """Whatever the hours are; what was missed is made up for, and then it is the only one of that day."""
    home.write("a.yaml", f"customer: Acme\ndigest: {{to: {ANN}, at: '06:00', least: high}}\n{DEPLOYED}")
    home.write("b.yaml", f"customer: Acme\ndigest: {{to: {ANN}, at: '12:00', every: monday}}\n{DEPLOYED}")
    wished = subscriptions(home.settings).digests
    start, asleep = datetime(2026, 11, 19, tzinfo=UTC), range(24 * 11, 24 * 12 + 7)  # over a Monday
    looks = [start + timedelta(hours=number) for number in range(24 * 14) if number not in asleep]

    with Store.open(home.settings.database_url) as store:
        box = store.outbox
        sent = [
            (f"{one.span.day:%a %d}", one.span.until.hour, one.subscription.environments, one.span.since)
            for now in looks
            for one, _ in put_digests(
                home.settings, box, due_digests(box, wished, now), lambda _, some, __: [LETTER] * len(some), now
            )
        ]

    assert [f"{day} {hour} {''.join(of)}" for day, hour, of, _ in sent] == [
        *(f"{day} 6 a" for day in ("Thu 19", "Fri 20", "Sat 21", "Sun 22")),
        "Mon 23 12 ab",
        *(f"{day} 6 a" for day in ("Tue 24", "Wed 25", "Thu 26", "Fri 27", "Sat 28", "Sun 29")),
        "Tue 01 7 ab",
        "Wed 02 6 a",
    ]
    assert [since and since.day for _, _, _, since in (*sent[4:6], *sent[-2:])] == [None, 23, 23, 1]


def test_at_once_a_recipient_gets_the_digest_of_the_day_and_nothing_more_on_it(home: Home) -> None:
    home.write("a.yaml", f"customer: Acme\ndigest: {{to: {ANN}}}\n{DEPLOYED}")
    home.write("b.yaml", f"customer: Acme\ndigest: {{to: {ANN}, every: monday}}\n{DEPLOYED}")
    daily, weekly = wished = subscriptions(home.settings).digests
    monday, tuesday = (datetime(2026, 11, number, 3, tzinfo=UTC) for number in (23, 24))

    with Store.open(home.settings.database_url) as store:
        box = store.outbox
        chosen = [digests_at_once(box, wished, now).wanted for now in (monday, tuesday)]
        asked = digests_at_once(box, [weekly], tuesday).wanted  # as for b alone
        [*_] = put_digests(home.settings, box, asked, lambda *_: [LETTER], tuesday)
        again = digests_at_once(box, wished, tuesday + timedelta(hours=9))
        due = due_digests(box, wished, tuesday + timedelta(hours=9))

    assert [[one.subscription for one in some] for some in chosen] == [[weekly], [daily]]
    assert (again.wanted, [(one, who.name) for one, who in again.served], due) == ((), [(daily, ANN)], ())


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
