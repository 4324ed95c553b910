"""What is asked of the state, in SQL."""

from __future__ import annotations

OF_WRITER = "destination = $destination AND model = $model"

EXAMINED = f"""
SELECT record_id, examined AS fingerprint, present, owed OR coalesce(recheck_at <= $now, false) AS owed
FROM tracked WHERE {OF_WRITER}
"""  # noqa: S608 - our own words

BLANK = "SELECT NOT EXISTS (FROM kept) AND NOT EXISTS (FROM tracked)"

STANDINGS = """
WITH ids AS (SELECT DISTINCT unnest($ids) AS record_id),
known AS (
    SELECT record_id, bool_or(present AND destination <> $destination) AS shared
    FROM tracked JOIN ids USING (record_id) WHERE model = $model GROUP BY record_id
)
SELECT record_id, kept.mark, kept.snapshot, kept.key, kept.remote_id, kept.since, kept.unanswered,
       coalesce(known.shared, false)
FROM ids
LEFT JOIN (SELECT * FROM kept WHERE model = $model) AS kept USING (record_id)
LEFT JOIN known USING (record_id)
WHERE kept.record_id IS NOT NULL OR known.record_id IS NOT NULL
"""

IN_JOBS = """
SELECT record_id, wanted, remote_id, handle FROM opened
WHERE model = $model AND handle IS NOT NULL AND record_id IN (SELECT unnest($ids)) ORDER BY destination
"""

CLAIMS = "CREATE TEMP TABLE claims (record_id VARCHAR, wants VARCHAR)"

CONTESTED = """
WITH shared AS (
    SELECT DISTINCT record_id FROM tracked JOIN claims USING (record_id)
    WHERE model = $model AND destination <> $destination AND present AND claims.wants IS NULL
),
claimed AS (
    SELECT $model AS model, record_id, wants FROM claims
    WHERE wants IS NOT NULL OR record_id NOT IN (SELECT record_id FROM shared)
),
concerned AS (
    SELECT wants AS key FROM claimed WHERE wants IS NOT NULL
    UNION ALL
    SELECT kept.key FROM kept JOIN claimed USING (model, record_id) WHERE kept.key IS NOT NULL
),
touching AS (
    SELECT key, model, record_id FROM kept WHERE key IN (SELECT key FROM concerned)
    UNION ALL
    SELECT wants, model, record_id FROM claimed WHERE wants IS NOT NULL
),
contested AS (
    SELECT key FROM touching GROUP BY key
    HAVING min(record_id) <> max(record_id) OR min(model) <> max(model)
),
rivals AS (SELECT DISTINCT model, record_id FROM touching WHERE key IN (SELECT key FROM contested))
SELECT model, record_id, kept.key,
       CASE WHEN claimed.record_id IS NULL THEN kept.key ELSE claimed.wants END,
       kept.unanswered
FROM rivals
LEFT JOIN kept USING (model, record_id)
LEFT JOIN claimed USING (model, record_id)
"""

OWNERS = """
SELECT remote_id, model, record_id FROM kept
WHERE remote_id IN (SELECT unnest($ids))
  AND (mark = 'snapshot' OR (mark <> 'released' AND len(unanswered) > 0))
"""

DOUBTS = """
SELECT model, record_id, mark, snapshot, key, remote_id, since, unanswered, false FROM kept WHERE len(unanswered) > 0
"""

COURSE = f"SELECT managed, last_run, last_counts, version FROM courses WHERE {OF_WRITER}"  # noqa: S608 - our own words

JOBS = f"SELECT handle, submitted, intents FROM jobs WHERE {OF_WRITER} ORDER BY submitted, handle"  # noqa: S608

DELIVERED = f"""
SELECT count(*), count(*) FILTER (kept.mark = 'snapshot')
FROM tracked LEFT JOIN kept USING (model, record_id) WHERE {OF_WRITER} AND present
"""  # noqa: S608

MEMBERS = f"""
SELECT name, count(*) FROM (
    SELECT unnest(groups) AS name FROM tracked JOIN kept USING (model, record_id) WHERE {OF_WRITER} AND present
) GROUP BY name
"""  # noqa: S608

STANDING = f"SELECT kind, count(*) FROM tracked WHERE {OF_WRITER} AND present GROUP BY kind"  # noqa: S608

BADLY = f"""
SELECT record_id, kind, reason, field, since FROM tracked
WHERE {OF_WRITER} AND kind NOT IN ('delivered', 'skipped') ORDER BY record_id LIMIT $limit
"""  # noqa: S608

STANDING_CLAIMS = f"""
SELECT record_id, examined, claim FROM tracked
WHERE {OF_WRITER} AND kind = 'rejected' AND claim IS NOT NULL AND record_id IN (SELECT unnest($ids))
"""  # noqa: S608

RETRIABLE = f"""
SELECT record_id FROM tracked WHERE {OF_WRITER} AND present
  AND (record_id IN (SELECT unnest($ids)) OR ($ids IS NULL AND kind IN (SELECT unnest($kinds)))) ORDER BY record_id
"""  # noqa: S608

WRITERS = "SELECT destination, model FROM courses ORDER BY destination, model"

ALONE = f"""
SELECT record_id FROM tracked WHERE {OF_WRITER} AND record_id NOT IN (
    SELECT record_id FROM tracked WHERE model = $model AND destination <> $destination AND present
) ORDER BY record_id
"""  # noqa: S608
