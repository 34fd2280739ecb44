"""The recursive queries over units and successions, as SQL that both databases run.

One recursive step may go two ways: along the tree of units or along a succession. PostgreSQL
lets a recursive query name itself only once, and SQLite uses no index on a union inside it; so
each row is first doubled by a direction (0 or 1), and each direction joins its own table by its
index. UNION drops what was met before, so a circle in the data ends the walk.
"""

from places.levels import VILLAGE

_BOTH_WAYS = "CROSS JOIN (SELECT 0 AS way UNION ALL SELECT 1) AS direction"

# `whole` is false once the walk has crossed a partial succession. A district that gave away
# some of its communes must not bring the communes it kept: each commune has successions of its
# own. A village has none, so it comes with its commune in any case.
TERRITORY = f"""
WITH RECURSIVE territory(id, whole) AS (
    SELECT id, TRUE FROM places_unit WHERE id IN (%(start)s)
    UNION
    SELECT
        COALESCE(child.id, succession.old_id),
        CASE
            WHEN child.id IS NOT NULL THEN territory.whole
            ELSE territory.whole AND succession.whole
        END
    FROM territory
    {_BOTH_WAYS}
    LEFT JOIN places_unit AS child
        ON direction.way = 0 AND child.parent_id = territory.id
        AND (territory.whole OR child.level = {VILLAGE})
    LEFT JOIN places_succession AS succession
        ON direction.way = 1 AND succession.new_id = territory.id
    WHERE child.id IS NOT NULL OR succession.old_id IS NOT NULL
)
SELECT id FROM territory
"""

# Everything that the addresses of some units can name: the units above them, what they became,
# and the units above those.
NAMED_IN_ADDRESSES = f"""
WITH RECURSIVE named(id) AS (
    SELECT id FROM places_unit WHERE id IN (%(start)s)
    UNION
    SELECT COALESCE(unit.parent_id, succession.new_id)
    FROM named
    {_BOTH_WAYS}
    LEFT JOIN places_unit AS unit ON direction.way = 0 AND unit.id = named.id
    LEFT JOIN places_succession AS succession
        ON direction.way = 1 AND succession.old_id = named.id
    WHERE unit.parent_id IS NOT NULL OR succession.new_id IS NOT NULL
)
SELECT id FROM named
"""
