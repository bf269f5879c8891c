"""What the files of a watchlists folder may say; everything in them is a text until it is validated here."""

from tracker.deployed.schema.environments import CustomerModel, EntryModel, EnvironmentModel, FreezeModel
from tracker.deployed.schema.messages import AlertModel, DigestModel, TeamAlertModel, TeamDigestModel, TeamFile
from tracker.deployed.schema.policies import Policy, PolicyModel
from tracker.deployed.schema.values import Instant, Text, parse_instant

__all__ = [
    "AlertModel",
    "CustomerModel",
    "DigestModel",
    "EntryModel",
    "EnvironmentModel",
    "FreezeModel",
    "Instant",
    "Policy",
    "PolicyModel",
    "TeamAlertModel",
    "TeamDigestModel",
    "TeamFile",
    "Text",
    "parse_instant",
]
