"""Telling people: `digest --send` and its trials, and `deliveries`."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import click

from tracker import console
from tracker.cli.options import cli, now, settings_of, shape_option, with_settings

if TYPE_CHECKING:
    from tracker.model import Letter
    from tracker.pipeline.sending.deliveries import Sent, Trial
    from tracker.settings import Settings


@cli.command(name="deliveries")
@click.option("--all", "every", is_flag=True, help="Show all, not only the last week and what has a next try.")
@click.option("--retry", "again", multiple=True, metavar="ID|all", help="Try it again now; may be repeated.")
@shape_option("table", "json", help="How to print the deliveries.")
@with_settings
def show_deliveries(
    every: bool, again: Sequence[str], shape: str, watchlists: str | None, database: str | None
) -> int:
    """Show what was sent to whom and how far it has come.

    A message is pending, sending, sent, deferred (tried again later), failed (refused for good), unknown (nobody
    said whether it arrived; tried again with the same Message-ID) or quiet (there was nothing to tell). With
    --retry the exit code is 1 where something was not sent.
    """
    from tracker.pipeline.sending.deliveries import deliveries, send_again
    from tracker.report.deliveries import deliveries_json, deliveries_text

    settings = settings_of(watchlists, database)
    if again:
        return tell_sent(send_again(settings, _ids(again), now))
    listed = deliveries(settings, now(), every=every)
    if shape == "json":
        console.show(deliveries_json(listed))
    else:
        console.show(deliveries_text(listed, now(), width=console.width()))
    return 0


def send(settings: "Settings", environments: Sequence[str], told: Collection[str]) -> int:
    """Send the digests that people wish for, now; `told` is what was said of wrong files before."""
    from tracker.pipeline.digest import compose_letters, telling_of_templates
    from tracker.pipeline.sending.deliveries import send_digests

    compose = telling_of_templates(compose_letters, _say_of_template)
    return tell_sent(send_digests(settings, environments, compose, now), told)


def try_out(
    settings: "Settings", environments: Sequence[str], to: str | None, shape: str, told: Collection[str]
) -> int:
    """Show the digests that would be sent now in one format, or send them to one address; it counts for nothing.

    `told` is what was said of wrong files before.
    """
    from tracker.errors import ConfigurationError
    from tracker.mail_address import is_mail_address
    from tracker.pipeline.digest import compose_letters, telling_of_templates
    from tracker.pipeline.sending.deliveries import try_digests
    from tracker.pipeline.sending.post import require_means
    from tracker.sending.recipient import is_service

    if to is not None and not (is_mail_address(to) or is_service(to)):
        raise click.UsageError(f"--to: '{to}' is not an e-mail address")
    if to is not None:
        require_means(settings, [to])
    trials = try_digests(settings, environments, telling_of_templates(compose_letters, _say_of_template), now())
    try:
        return max((_show(one, shape) if to is None else _send_to(settings, one, to) for one in trials), default=0)
    except ConfigurationError as error:
        if str(error) not in told:
            raise
        return 2


def tell_sent(sent: "Sent", told_before: Collection[str] = ()) -> int:
    """Say how sending went; return the exit code."""
    from tracker.model import DeliveryState
    from tracker.report.deliveries import ending_text

    for delivery, ending in sent.endings:
        told = console.show if ending.state is DeliveryState.SENT else console.say
        told(f"{ending_text(delivery, ending)}{_END[told is console.show]}")
    for subscription in sent.quiet:
        console.say(f"digest of {subscription.id}: nothing to tell, so nothing was sent")
    for subscription, recipient in sent.served:
        served = f"{recipient.name} was already sent the digest of {subscription.id} today"
        console.say(f"{served}, and gets nothing more")
    for error in sent.errors:
        if str(error) not in told_before:
            console.say(str(error))
    failed = any(ending.state is not DeliveryState.SENT for _, ending in sent.endings)
    return 2 if sent.errors else int(failed)


_END = {True: "\n", False: ""}


def _say_of_template(problem: str) -> None:
    console.say(f"{problem}; the template that ships was taken")


def _show(trial: "Trial", shape: str) -> int:
    names = ", ".join(one.name for one in trial.recipients)
    nothing = "" if trial.letter else ": nothing to tell"
    console.say(f"digest of {trial.subscription.id} would be sent to {names}{nothing}")
    if trial.letter:
        console.show(f"{_written(trial.letter, shape).rstrip()}\n\n")
    return 0


def _written(letter: "Letter", shape: str) -> str:
    """A letter in a format; HTML with its pictures, which a message carries beside it, within."""
    from tracker.report.letter import within

    html = letter.html
    for one in letter.pictures:
        html = html.replace(f"cid:{one.name}", within(one))
    return {"markdown": letter.markdown, "text": letter.text, "html": html}[shape]


def _send_to(settings: "Settings", trial: "Trial", to: str) -> int:
    from tracker.model import DeliveryState
    from tracker.pipeline.sending.deliveries import send_trial
    from tracker.sending.recipient import recipient_of

    ending, name = send_trial(settings, trial, to, now), recipient_of(to).name
    if ending is None:
        console.say(f"digest of {trial.subscription.id}: nothing to tell, so nothing was sent")
        return 0
    why = f": {ending.error}" if ending.error else ""
    told = f"{ending.state.value} to {name}, which counts for nothing{why}"
    console.say(f"digest of {trial.subscription.id}: {told}")
    return int(ending.state is not DeliveryState.SENT)


def _ids(again: Sequence[str]) -> list[int] | None:
    """Read what to try again; None is all."""
    if "all" in again:
        return None
    wrong = [text for text in again if not (text.isascii() and text.isdecimal() and len(text) < 10)]
    if wrong:
        raise click.UsageError(f"--retry: '{wrong[0]}' is neither all nor an id: `tracker deliveries` lists them")
    return [int(text) for text in again]
