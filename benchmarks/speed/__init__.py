"""How fast Joey is and what it takes, beside a floor and beside drt-core: ``make bench``."""
