"""Rows of every table, as each revision of the schema introduced them.

A new revision adds rows for what it brings, and to AS_BEFORE what it takes away.
"""

from collections.abc import Mapping, Sequence

# Without explicit ids, which would leave PostgreSQL's sequences behind; times are UTC.
SAMPLE_ROWS: Mapping[str, Sequence[str]] = {
    "0001": (
        """INSERT INTO feed (url, forge, path, repository_key, etag, last_modified, digest, polled_at, failed_at,
        error, full_at_first, complete) VALUES
        ('https://github.com/apache/kafka/releases.atom', 'github', 'apache/kafka', '2211243', 'W/"1"', 'Fri', 'd',
        '2026-08-20 08:00:00', NULL, NULL, true, false),
        ('https://github.com/acme/gone/releases.atom', 'github', 'acme/gone', NULL, NULL, NULL, NULL,
        NULL, '2026-08-20 08:00:00', '404', false, true)""",
        """INSERT INTO release (forge, repository_key, tag, title, notes, url, author, released_at, dated_by,
        prerelease, withdrawn, first_seen_at, edited_at) VALUES
        ('github', '2211243', '3.9.0', 'Kafka 3.9.0', '<p>\U0001f98a</p>', 'https://github.com/apache/kafka', 'me',
        '2024-11-06 00:00:00', 2, false, false, '2026-08-20 08:00:00', '2026-08-21 08:00:00'),
        ('github', '2211243', '3.9.1', '3.9.1', '', NULL, NULL,
        '2025-05-21 00:00:00', 1, NULL, true, '2026-08-20 08:00:00', NULL)""",
        """INSERT INTO skipped_entry (feed_id, entry, reason, seen_at)
        SELECT id, 'entry 3', 'it names no tag', '2026-08-20 08:00:00' FROM feed WHERE path = 'apache/kafka'""",
        """INSERT INTO sighting (environment, name, versions, seen_at) VALUES
        ('env-prod', 'kafka', '["3.6.1"]', '2026-08-20 08:00:00'),
        ('env-prod', 'kafka', '["3.9.0"]', '2026-08-21 08:00:00')""",
        """INSERT INTO summary (environment, customer, tier, checked_at, verdict, counts, behind, next_due) VALUES
        ('env-prod', 'Acme', 'production', '2026-08-21 08:00:00', 'due', '{"due": 1}', 1,
        '2026-09-01 00:00:00')""",
        "INSERT INTO host_pause (host, until) VALUES ('github.com', '2026-08-20 09:00:00')",
    ),
    "0002": (
        """UPDATE feed SET due_at = '2026-08-20 09:00:00', "interval" = 3600, lease_owner = 'we', lease_until =
        '2026-08-20 08:05:00', fence = 3, "window" = '["3.9.1"]', missing = '{"3.9.0": 1}',
        moved_to = 'acme/there', moved_seen = 2, shown_path = 'Apache/Kafka', archived = true,
        fill_tried_at = '2026-08-20 08:00:00', read_by = 'api'
        WHERE path = 'apache/kafka'""",
        """UPDATE release SET updated_at = '2026-08-21 08:00:00', api_id = '7' WHERE tag = '3.9.0'""",
        """INSERT INTO event (forge, repository_key, kind, tag, at, "before", "after") VALUES
        ('github', '2211243', 'released', '3.9.1', '2026-08-20 08:00:00', '{}', '{"title": "3.9.1"}')""",
        """INSERT INTO host (host, paused_until, strikes, quota_limit, quota_remaining, quota_resets_at) VALUES
        ('api.github.com', '2026-08-20 09:00:00', 2, 60, 0, '2026-08-20 09:00:00')""",
    ),
    "0003": (
        """INSERT INTO document (service, subject, url, etag, last_modified, digest, read_at, failed_at, error,
        failures, due_at) VALUES ('endoflife', 'apache-kafka', 'https://endoflife.date/api/v1/products/apache-kafka',
        '"1"', 'Fri', 'd', '2026-08-20 08:00:00', '2026-08-21 08:00:00', '503', 1, '2026-08-21 08:05:00')""",
        """INSERT INTO support_record (product, recorded_at, body) VALUES
        ('apache-kafka', '2026-08-20 08:00:00', '{"lines": [], "source": "https://endoflife.date/apache-kafka"}')""",
        """INSERT INTO vulnerability (id, source, modified_at, published_at, withdrawn_at, recorded_at, body)
        VALUES ('BIT-kafka-1', 'osv', '2026-08-19 08:00:00', '2020-05-01 00:00:00', NULL, '2026-08-20 08:00:00',
        '{}')""",
        """INSERT INTO vulnerability_package (package, vulnerability_id)
        VALUES ('Bitnami/kafka', 'BIT-kafka-1')""",
        """INSERT INTO exploited (cve, added_on, recorded_at, withdrawn_at) VALUES
        ('CVE-2020-1', '2026-01-05 00:00:00', '2026-08-20 08:00:00', '2026-08-21 08:00:00')""",
    ),
    "0004": (
        """INSERT INTO duty_event (environment, name, duty, code, subject, kind, at, noticed_at, body) VALUES
        ('env-prod', 'kafka', 'env-prod/kafka/support/3.9', 'support-ending', '3.9', 'arose',
        '2026-08-19 00:00:00', '2026-08-20 08:00:00', '{"urgency": "normal", "rule": "support.warn"}')""",
        """INSERT INTO duty (environment, duty, name, code, subject, urgency, arose_at, due_at, rule, cause,
        versions, decisions, seen_at) VALUES
        ('env-prod', 'env-prod/kafka/support/3.9', 'kafka', 'support-ending', '3.9', 'normal',
        '2026-08-19 00:00:00', NULL, 'support.warn', 'support of line 3.9 ends', '["3.9.0"]', '[]',
        '2026-08-20 08:00:00')""",
        """INSERT INTO trend (environment, day, findings, releases, days, libyears, open, overdue) VALUES
        ('env-prod', '2026-08-20', 12, 30, 900, 2.46, 3, 1)""",
    ),
    "0005": ("UPDATE release SET mentions = 'CVE-2024-31141' WHERE tag = '3.9.0'",),
    "0006": (
        """INSERT INTO vulnerability (id, source, modified_at, published_at, withdrawn_at, recorded_at, body)
        VALUES ('BIT-kafka-2', 'osv', '2026-08-19 08:00:00', '2020-05-01 00:00:00', NULL, '2026-08-20 08:00:00',
        '{"rating": "high"}')""",
    ),
    "0007": (
        """INSERT INTO decision (id, at, kind, "by", environment, name, component, customer, line, body) VALUES
        ('1', '2026-08-20 08:00:00', 'waive', 'ann@acme.example', 'env-prod', 'kafka', NULL, NULL, NULL,
        '{"reason": "not reachable", "covers": ["support:3.6"], "until": "2027-01-31T00:00:00+00:00",
        "wakes": null, "plan": null, "location": null}'),
        ('2', '2026-08-21 08:00:00', 'reopen', NULL, NULL, NULL, NULL, NULL, NULL,
        '{"reason": "", "covers": [], "decisions": ["1"]}')""",
    ),
    "0008": (
        """INSERT INTO delivery (kind, subscription, recipient, occasion, subject, message_id, body, made_at, day,
        until, facts, state, attempts, tried_at, due_at, error, lease_owner, lease_until, fence) VALUES
        ('digest', 'team:ops', 'ops@acme.example', '2026-08-20', 'Digest', '<1@acme.example>', NULL,
        '2026-08-20 05:30:00', '2026-08-20', '2026-08-20 05:30:00', '{}', 'deferred', 2, '2026-08-20 05:31:00',
        '2026-08-20 05:35:00', 'refused', 'we', '2026-08-20 05:36:00', 2)""",
    ),
    "0009": ("INSERT INTO cut_off (at) VALUES ('2026-08-20 05:30:00')",),
}

# What gives a table's rows as they were before, where a later revision has dropped or renamed some of it.
AS_BEFORE = {
    "feed": "SELECT *, gap_at IS NULL AS complete FROM feed",
    "host_pause": "SELECT host, paused_until AS until FROM host",
}
