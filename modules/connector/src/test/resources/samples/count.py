#!/usr/bin/env python3
"""What becomes of the rows of the real files, worked out without Silobridge.

Reads the files with Python's own csv and xml modules and judges each row by the rules of its contract, written down here
once more by hand. To be run from the project's root:

    python3 modules/connector/src/test/resources/samples/count.py > modules/connector/src/test/resources/samples/counts.txt

SampleConnectorsTest holds what `connector check` says of the sample connectors against the output. A row with several
faults counts once under each reason.
"""
import csv
import datetime
import decimal
import gzip
import io
import pathlib
import re
import xml.etree.ElementTree as xml
from collections import Counter

DEPLOY = pathlib.Path("deploy")


def rows(path):
    raw = (DEPLOY / path).read_bytes()
    if path.endswith(".gz"):
        raw = gzip.decompress(raw)
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline="")))


def tell(name, faults, flags=()):
    """faults: for each row the set of reasons why it is bad; flags: of each published row that only raises questions"""
    reasons = Counter(reason for row in faults for reason in row)
    good = sum(1 for row in faults if not row)
    raised = Counter(reason for row in flags for reason in row)
    print(
        name,
        good,
        len(faults) - good,
        *(f"{reason}={count}" for reason, count in sorted(reasons.items())),
        *(f"flag:{reason}={count}" for reason, count in sorted(raised.items())),
    )


# The table of divisions. Taiwan, Hong Kong and Macao are in GB/T 2260; the 2023 table of the NBS leaves them out.
LAST = {row["code"]: row["lastSeen"] for row in rows("samples/data/divisions.csv")}
IN_FORCE = {code for code, last in LAST.items() if last == "202312"} | {"710000", "810000", "820000"}


def division(code):
    if code in IN_FORCE:
        return set()
    pattern = set() if re.fullmatch("[0-9]{6}", code) else {"pattern"}
    return pattern | {"division-code-withdrawn" if code in LAST else "division-code-unknown"}


def air_quality():
    ranges = {"PM2.5": (0, 2000), "PM10": (0, 5000), "SO2": (0, 3000), "NO2": (0, 2000), "CO": (0, 100_000), "O3": (0, 1500),
              "TEMP": (-60, 60), "PRES": (500, 1100), "DEWP": (-80, 40), "RAIN": (0, 300), "WSPM": (0, 120)}
    winds = {"NA", *"N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW".split()}
    faults, seen = [], set()
    for row in rows("demo/data/air-quality-beijing-aotizhongxin.csv.gz"):
        bad = set()
        for column, (low, high) in ranges.items():
            if row[column] != "NA" and not low <= decimal.Decimal(row[column]) <= high:
                bad.add("range")
        if row["wd"] not in winds:
            bad.add("enum")
        key = (row["station"], datetime.datetime(*(int(row[part]) for part in ("year", "month", "day", "hour"))))
        if not bad and key in seen:
            bad.add("duplicate-key")
        seen.add(key)
        faults.append(bad)
    tell("air-quality", faults)


def daily_case_counts():
    faults, seen = [], set()
    for row in rows("demo/data/daily-case-counts-2020Q1.csv"):
        bad = set()
        code = row["cityCode"] or row["provinceCode"]
        if not row["provinceCode"] or not code:
            bad.add("required")
        if row["provinceCode"]:
            bad |= division(row["provinceCode"])
            if not row["provinceCode"].endswith("0000"):
                bad.add("division-code-unknown")
        if code:
            bad |= division(code)
        if row["countryCode"] != "CN":
            bad.add("enum")
        if any(not 0 <= int(row[count]) <= 1_500_000_000 for count in ("confirmed", "suspected", "cured", "dead")):
            bad.add("range")
        # The first good row of a key counts, each later one is a fault.
        if not bad:
            if (row["date"], code) in seen:
                bad.add("duplicate-key")
            seen.add((row["date"], code))
        faults.append(bad)
    tell("daily-case-counts", faults)


def unique(row, key, seen, bad):
    if not bad and key in seen:
        bad.add("duplicate-key")
    seen.add(key)
    return bad


def service_cases():
    faults, flags, seen = [], [], set()
    time = datetime.datetime.fromisoformat
    for row in rows("samples/data/service-cases.csv"):
        bad = set()
        if any(not row[column] for column in ("case_id", "department", "channel", "startdate", "deadline")):
            bad.add("required")
        for column in ("startdate", "enddate", "enddate_planned", "deadline", "last_event"):
            if row[column] and datetime.datetime.fromisoformat(row[column]).year < 1980:
                bad.add("range")
        if row["channel"] not in ("Internet", "Desk", "Post", "e-mail", "Intern"):
            bad.add("type")
        # Holds for every row: deadline-after-acceptance. The tasks' working days are constants.
        if row["startdate"] and row["deadline"] and time(row["deadline"]) < time(row["startdate"]):
            bad.add("check")
        faults.append(unique(row, row["case_id"], seen, bad))
        # decided-after-acceptance only flags
        if not bad and row["enddate"] and time(row["enddate"]) < time(row["startdate"]):
            flags.append({"check"})
    tell("service-cases", faults, flags)


def gdp():
    faults, seen = [], set()
    for row in rows("samples/data/gdp.csv.gz"):
        bad = set()
        if not re.fullmatch("[A-Z]{3}", row["Country Code"]) or not re.fullmatch("(19|20)[0-9]{2}", row["Year"]):
            bad.add("pattern")
        if not 1 <= len(row["Country Name"]) <= 100:
            bad.add("length")
        # At most 12 digits behind the point, 30 in all.
        sign, digits, exponent = decimal.Decimal(row["Value"]).as_tuple()
        if -exponent > 12 or len(digits) + exponent > 18:
            bad.add("type")
        faults.append(unique(row, (row["Country Code"], row["Year"]), seen, bad))
    tell("gdp", faults)


def divisions():
    faults, seen = [], set()
    for row in rows("samples/data/divisions.csv"):
        bad = set()
        edition = "(19|20)[0-9]{2}(0[1-9]|1[0-2])"
        if not re.fullmatch("[1-9][0-9]{5}", row["code"]) or not all(
            re.fullmatch(edition, row[column]) for column in ("firstSeen", "lastSeen")
        ):
            bad.add("pattern")
        if not 1 <= len(row["name"].strip()) <= 50:
            bad.add("length")
        faults.append(unique(row, row["code"], seen, bad))
    tell("divisions", faults)


def alerts():
    cap = "{urn:oasis:names:tc:emergency:cap:1.2}"
    enums = {"status": "Actual Exercise System Test Draft", "msgType": "Alert Update Cancel Ack Error", "scope": "Public"}
    faults, seen = [], set()
    for path in sorted((DEPLOY / "samples/data/alerts").glob("*.cap")):
        alert = xml.parse(path).getroot()
        if alert.tag != cap + "alert":
            faults.append({"no-cap"})  # the file as a whole
            continue
        for number, info in enumerate(alert.findall(cap + "info") or [None], 0 if alert.find(cap + "info") is None else 1):
            bad = set()
            for element in ("identifier", "sender", "sent", *enums):
                text = (alert.findtext(cap + element) or "").strip()
                if not text:
                    bad.add("required")
                elif element in enums and text not in enums[element].split():
                    bad.add("enum")
                elif element in ("identifier", "sender") and not re.fullmatch(r"[^ ,<&\s]{1,200}", text):
                    bad.add("pattern")
            key = tuple(alert.findtext(cap + element) for element in ("sender", "identifier", "sent")) + (number,)
            faults.append(unique(None, key, seen, bad))
    tell("alerts", faults)


air_quality()
daily_case_counts()
service_cases()
gdp()
divisions()
alerts()
