"""Laws of alerts, for any wishes and any vulnerabilities."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from digests import LATE
from tracker.advice.alerts import alarms_for
from tracker.model import Audience, Hit, Rating, Tier, Urgency
from tracker.record import replace
from tracker.report.letter import Templates
from wishes import CUSTOMERS, Said, folders, subscribed

TEMPLATES = Templates(Path("/nowhere"))


@st.composite
def _duties(draw: st.DrawFn) -> list[tuple[str, Urgency, str | None]]:
    """For some entries, the vulnerability that hits them, how urgent it is and where that is written."""
    subjects, urls = (
        st.sampled_from(["CVE-1", "CVE-2", "GHSA-1"]),
        st.sampled_from(["https://osv.example/1", None]),
    )
    urgencies = st.sampled_from(Urgency)
    own = st.tuples(st.just("INHOUSE-7"), urgencies, st.just("advisories/inhouse.yaml#3"))
    return draw(st.lists(st.tuples(subjects, urgencies, urls) | own, min_size=1, max_size=4))


def _hits(files: dict[str, Said], duties: list[tuple[str, Urgency, str | None]]) -> list[Hit]:
    """What vulnerabilities hit in each environment; names of entries and versions name the customer."""
    environments = [(name, said.get("customer", name)) for name, said in files.items() if "deployed" in said]
    return [
        Hit(
            environment=name,
            customer=customer,
            tier=Tier.PRODUCTION,
            name=f"kafka-of-{customer}-{name}",
            component="kafka",
            versions=(f"3.6.1-{customer}",),
            duty=replace(
                LATE,
                id=f"{name}/{subject}",
                subject=subject,
                aliases=("CVE-1",) if subject == "GHSA-1" else (),
                urgency=urgency,
                rating=Rating.HIGH,
                cause=f"the author knows why of {customer}",
                url=url,
            ),
        )
        for name, customer in environments
        for subject, urgency, url in duties
    ]


@settings(max_examples=50)
@given(folders(), _duties())
def test_a_customer_s_alert_holds_nothing_of_others_and_nothing_internal(
    files: dict[str, Said], duties: list[tuple[str, Urgency, str | None]]
) -> None:
    hits = _hits(files, duties)
    every = {one.environment: one.customer for one in hits}
    for subscription in subscribed(files)[1].alerts:
        alarms = alarms_for(subscription, hits)
        if not alarms or subscription.audience is not Audience.CUSTOMER:
            continue
        letter = TEMPLATES.alert(alarms, Audience.CUSTOMER)
        others = {*every, *CUSTOMERS} - {*subscription.environments, str(subscription.customer)}
        mine = [one for one in hits if one.environment in subscription.environments]
        assert {every[one.environment] for one in mine} <= {subscription.customer} or not subscription.customer
        assert alarms_for(subscription, mine) == alarms
        for text in (letter.subject, letter.markdown, letter.text, letter.html):
            assert not [name for name in others if name in text]
            assert "author" not in text
            assert ".yaml" not in text
            assert "INHOUSE" not in text
