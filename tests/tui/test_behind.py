"""What stands behind a finding comes in time, about the finding that is shown, and its notes can be turned."""

from textual.pilot import Pilot

from tracker.model import Finding, Targets, Verdict
from tracker.record import replace
from tui.detail_pane import DetailPane
from tui.source import Chain, Failure
from tui.timeline import Timeline
from tui_chains import reached, sample_chain, sample_reach
from tui_driving import drive, make_app, press, screen_text, settle
from tui_findings import check, finding, target
from tui_source import FakeSource


def test_turning_the_notes(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "enter")
        turns = {"]": "[3.9.1]", "[": "[3.9.0]", "[ [": "[3.7.2]", "[ [ [ [": "[3.6.2]", "] ]": "[3.7.2]"}
        for keys, shown in turns.items():
            names = {"[": "left_square_bracket", "]": "right_square_bracket"}
            assert shown in await press(pilot, *(names[key] for key in keys.split()))
        read = [one for one in source.asked if one.startswith("notes")]
        assert read[0].endswith("v3.9.1")
        assert len(read) == len(set(read)) == 6

    drive(make_app(source, "env-prod"), scenario)


def test_there_may_be_no_notes_to_turn(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "G", "enter")
        assert "No release is on the way whose notes" in await press(pilot, "right_square_bracket")
        assert not [one for one in source.asked if one.startswith("notes")]

    drive(make_app(source, "env-prod"), scenario)


def test_only_the_finding_a_reader_rests_on_is_read(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        source.gate.clear()
        await pilot.press(*"jjjjj")
        source.gate.set()
        await settle(pilot)
        explained = [one for one in source.asked if one.startswith("explain")]
        assert explained[-1] == "explain env-prod grafana"
        assert len(explained) <= 4
        assert "elsewhere in-house-gateway" not in source.asked

    drive(make_app(source, "env-prod"), scenario, (140, 40))


def test_nothing_is_read_for_a_pane_out_of_sight(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, *"jj")
        assert not [one for one in source.asked if one.startswith(("explain", "elsewhere", "notes"))]
        await press(pilot, "enter")
        assert "explain env-prod in-house-gateway" in source.asked

    drive(make_app(source, "env-prod"), scenario)


def test_stale_answers_are_dropped(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "enter")
        pane = pilot.app.screen.query_one(DetailPane)
        pane.post_message(DetailPane.Explained(0, Failure(text="long ago")))
        pane.post_message(DetailPane.ElsewhereRead(0, Failure(text="long ago")))
        pane.post_message(DetailPane.NotesRead(0, "v3.9.1", "long ago"))
        await settle(pilot)
        for keys in ("g", "pagedown", "pagedown", "G"):
            assert "long ago" not in await press(pilot, keys)
        await press(pilot, "escape", "T", "enter")
        pilot.app.screen.post_message(Timeline.Explained("trino", Failure(text="long ago")))
        assert "long ago" not in await press(pilot)

    drive(make_app(source, "env-prod"), scenario)


def test_what_is_known_stays_while_it_is_read_again(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "newer since" in await press(pilot, "enter")
        checked = source.checks["env-prod"]
        assert not isinstance(checked, Exception)
        first, *rest = checked.findings
        source.checks["env-prod"] = replace(checked, findings=(replace(first, repository="moved"), *rest))
        await press(pilot, "r")
        assert source.asked.count("explain env-prod kafka") == 2
        assert "newer since" in screen_text(pilot)

    drive(make_app(source, "env-prod"), scenario)


def test_long_lists_are_cut_and_say_where_all_is(source: FakeSource) -> None:
    def many(one: Finding) -> Chain:
        chain = sample_chain(one)
        return replace(chain, events=chain.events * 8)

    entries = tuple(reached(f"e-{number:02}", "C", "1", Verdict.OK, None) for number in range(14))
    source.chain, source.reach = many, lambda _: replace(sample_reach("kafka"), entries=entries)

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "enter", "G")
        assert "and 6 more: `tracker log` has all" in text
        assert "and 4 more: `tracker affected kafka` lists all" in text

    drive(make_app(source, "env-prod"), scenario, (80, 60))


def test_a_timeline_has_pages(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "env-prod > Timeline > kafka" in await press(pilot, "T", "enter")
        assert "env-prod > Timeline > airflow" in await press(pilot, "n")
        assert source.asked[-1] == "explain env-prod airflow"
        await press(pilot, "escape", "escape")
        assert "env-prod  " in screen_text(pilot).splitlines()[0]
        assert "There is nothing to open: the filter leaves nothing." in await press(
            pilot, "T", "slash", *"zzz", "enter", "o"
        )

    drive(make_app(source, "env-prod"), scenario)


def test_the_rungs_of_the_ladder_climb_and_equal_ones_are_joined(source: FakeSource) -> None:
    targets = Targets(
        fix_minimum=target("1.10.0"), line=target("1.9.1"), recommended=target("1.10.0"), newest=target("2.0.0")
    )
    source.checks["env-prod"] = check(findings=(finding("etcd", Verdict.ADVICE, "1.8.0", targets=targets),))

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        rows = (await press(pilot, "enter")).splitlines()
        at = next(index for index, row in enumerate(rows) if "VERSION" in row)
        assert [row.split()[0 if row[1] == " " else 1] for row in rows[at + 1 : at + 5]] == [
            "1.8.0",
            "1.9.1",
            "1.10.0",
            "2.0.0",
        ]
        assert "  lowest fix, recommended" in rows[at + 3]

    drive(make_app(source, "env-prod"), scenario)
