"""The tables of the state, and the version of their shape."""

from __future__ import annotations

VERSION = 1

TABLES = """
CREATE TABLE meta (version INTEGER NOT NULL, folded BIGINT NOT NULL);
CREATE TABLE kept (
    model VARCHAR NOT NULL, record_id VARCHAR NOT NULL, mark VARCHAR NOT NULL, snapshot VARCHAR, key VARCHAR,
    remote_id VARCHAR, since BIGINT NOT NULL, unanswered VARCHAR[] NOT NULL, groups VARCHAR[]
);
CREATE TABLE tracked (
    destination VARCHAR NOT NULL, model VARCHAR NOT NULL, record_id VARCHAR NOT NULL, examined VARCHAR,
    present BOOLEAN NOT NULL, owed BOOLEAN NOT NULL, recheck_at BIGINT, kind VARCHAR NOT NULL, reason VARCHAR NOT NULL,
    field VARCHAR, claim VARCHAR, failures BIGINT NOT NULL, since BIGINT NOT NULL, seen_at BIGINT NOT NULL
);
CREATE TABLE opened (
    destination VARCHAR NOT NULL, model VARCHAR NOT NULL, record_id VARCHAR NOT NULL, wanted VARCHAR, remote_id VARCHAR,
    handle VARCHAR, inherits VARCHAR
);
CREATE TABLE courses (
    destination VARCHAR NOT NULL, model VARCHAR NOT NULL, version VARCHAR NOT NULL, managed VARCHAR[] NOT NULL,
    last_run BIGINT, last_counts VARCHAR NOT NULL
);
CREATE TABLE jobs (
    destination VARCHAR NOT NULL, model VARCHAR NOT NULL, handle VARCHAR NOT NULL, submitted BIGINT NOT NULL,
    intents VARCHAR NOT NULL
);
"""
