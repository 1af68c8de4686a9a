"""Values read from text. What cannot be read becomes missing."""

import re

import pandas as pd

DATE = re.compile(
    r"(?:(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})"
    r"|(?P<us_month>\d{1,2})/(?P<us_day>\d{1,2})/(?P<us_year>\d{4}|\d{2}))"
    r"(?:[Tt ]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?P<fraction>\.\d+)?)?"
    r"\s*(?P<half>[AaPp][Mm])?\s*(?P<offset>[Zz]|[+-]\d{2}:?\d{2})?)?"
)
DURATION = re.compile(
    r"(?P<sign>-?)(?:(?P<days>\d+)\.)?(?P<hours>\d+):(?P<minutes>\d{2})(?::(?P<seconds>\d{2}(?:\.\d+)?))?"
)


def to_integers(text):
    """Whole numbers."""
    found = text[text.str.fullmatch(r"[+-]?\d{1,18}")]
    return found.astype("int64").astype("Int64").reindex(text.index)


def to_doubles(text):
    """Numbers, with or without an exponent."""
    pattern = r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf|infinity)"
    found = text[text.str.fullmatch(pattern, case=False)]
    return found.map(float).astype("float64").reindex(text.index)


def to_booleans(text):
    """True and False in any case."""
    return text.str.lower().map({"true": True, "false": False}).astype("boolean")


def to_dates(text):
    """2016-05-24, 2016-05-24T13:05:09.250Z and 5/24/2016 1:05:09 PM."""
    return pd.Series(
        [parse_date(value) for value in text], index=text.index, dtype="datetime64[ms]"
    )


def to_durations(text):
    """[-][days.]hours:minutes[:seconds]."""
    return pd.Series(
        [parse_duration(value) for value in text], index=text.index, dtype="timedelta64[ms]"
    )


def parse_date(text):
    """One date; None when it is none."""
    found = DATE.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    year = int(found["year"] or found["us_year"])
    if found["us_year"] and len(found["us_year"]) == 2:
        year += 2000 if year < 50 else 1900
    hour = int(found["hour"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    try:
        date = pd.Timestamp(
            year=year,
            month=int(found["month"] or found["us_month"]),
            day=int(found["day"] or found["us_day"]),
            hour=hour,
            minute=int(found["minute"] or 0),
            second=int(found["second"] or 0),
            microsecond=int(float(found["fraction"] or 0) * 1000) * 1000,
        )
    except ValueError:
        return None
    if found["offset"] and found["offset"] not in "Zz":
        sign, digits = found["offset"][0], found["offset"][1:].replace(":", "")
        offset = pd.Timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        date = date + offset if sign == "-" else date - offset
    return date


def parse_duration(text):
    """One duration; None when it is none."""
    found = DURATION.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    hours, minutes, seconds = (
        int(found["hours"]),
        int(found["minutes"]),
        float(found["seconds"] or 0),
    )
    if hours >= 24 or minutes >= 60 or seconds >= 60:
        return None
    value = pd.Timedelta(
        days=int(found["days"] or 0), hours=hours, minutes=minutes, seconds=seconds
    )
    return -value if found["sign"] else value
