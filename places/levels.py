"""The levels of the administration, as numbers: the smaller, the higher up."""

PROVINCE = 1
DISTRICT = 2  # none is in force from 2025-07-01 on
COMMUNE = 3
VILLAGE = 4

# The words of the level column in units.csv. Villages are not in the files: communes add them.
LEVEL_OF_WORD = {"province": PROVINCE, "district": DISTRICT, "commune": COMMUNE}

# What a village may be called, by region and by town or country.
VILLAGE_KINDS = (
    "thôn",
    "xóm",
    "ấp",
    "bản",
    "làng",
    "buôn",
    "bon",
    "plei",
    "phum",
    "sóc",
    "khóm",
    "khu",
    "khu phố",
    "khu dân cư",
    "tiểu khu",
    "tổ dân phố",
)
