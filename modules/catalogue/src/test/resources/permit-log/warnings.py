#!/usr/bin/env python3
"""Works out, from the permit log and the law alone, when each case turned orange and red and how each team did.

Shares nothing with the product: holidays from the computus, summer time from the European rule, working days counted
one by one. Run it in this folder; it writes warnings.csv and scoreboard.csv, and scoreboard-months.csv by the month in which
a case began, which PermitLogTest and WarningsOfAPermitLogIT hold the product to.

  orange  a fifth of the working days is left, rounded down and at least one: at 17:00 of the day before those begin
  red     the log's own deadline
  given   the case was still open then: its end is missing or later
"""
import csv
from datetime import date, datetime, timedelta, timezone

LOG = "../../../../../../deploy/samples/data/service-cases.csv"
AS_OF = datetime(2012, 1, 23, 23, 0, tzinfo=timezone.utc)  # the midnight after the log's last event
DAY = timedelta(days=1)


def easter(year):
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    l = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * l) // 451
    return date(year, (h + l - 7 * m + 114) // 31, (h + l - 7 * m + 114) % 31 + 1)


def holidays(year):
    e = easter(year)
    moving = [e - 2 * DAY, e + DAY, e + 39 * DAY, e + 50 * DAY]
    fixed = [date(year, 1, 1), date(year, 4, 30), date(year, 5, 5), date(year, 12, 25), date(year, 12, 26)]
    return set(moving + fixed)


FREE = set().union(*(holidays(y) for y in range(2010, 2014)))


def works(day):
    return day.weekday() < 5 and day not in FREE


def last_sunday(year, month):
    day = date(year, month, 31)
    while day.weekday() != 6:
        day -= DAY
    return datetime(day.year, day.month, day.day, 1, 0, tzinfo=timezone.utc)


def offset(moment):
    summer = last_sunday(moment.year, 3) <= moment < last_sunday(moment.year, 10)
    return timedelta(hours=2 if summer else 1)


def local_day(moment):
    utc = moment.astimezone(timezone.utc)
    return (utc + offset(utc)).date()


def at_17(day):
    # 17:00 never falls into the hour that changes
    guess = datetime(day.year, day.month, day.day, 16, 0, tzinfo=timezone.utc)
    return guess + timedelta(hours=1) - offset(guess)


def orange(start, due):
    days, day = [], local_day(start) + DAY
    while at_17(day) <= due:
        if works(day):
            days.append(day)
        day += DAY
    left = 1
    while (left + 1) * 5 <= len(days):
        left += 1
    assert len(days) > left, "the log has no clock that short"
    return at_17(days[-left - 1])


def used(start, end):
    count, day = 0, local_day(start) + DAY
    while day <= local_day(end):
        count += works(day)
        day += DAY
    return count


def written(moment):
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def score(cases):
    ended = sorted(max(0, used(start, end)) for start, end, _ in cases if end)
    n = len(ended)
    median = "" if not n else float(ended[n // 2] if n % 2 else (ended[n // 2 - 1] + ended[n // 2]) / 2)
    late = sum(1 for _, end, due in cases if end and end > due)
    overdue = sum(1 for _, end, due in cases if not end and due < AS_OF)
    return [len(cases), n, n - late, late, overdue, median]


def main():
    groups, months = {}, {}
    with open(LOG, encoding="utf-8") as log, open("warnings.csv", "w", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["case", "orange", "orange_given", "red", "red_given"])
        for case in csv.DictReader(log):
            start, due = (datetime.fromisoformat(case[k]) for k in ("startdate", "deadline"))
            end = datetime.fromisoformat(case["enddate"]) if case["enddate"] else None
            warn = orange(start, due)
            given = [str(end is None or end > moment).lower() for moment in (warn, due)]
            rows.writerow([case["case_id"], written(warn), given[0], written(due), given[1]])
            groups.setdefault(case["group"] or "(none)", []).append((start, end, due))
            team = case["group"].lower().replace(" ", "-") or "none"
            months.setdefault((team, local_day(start).strftime("%Y-%m")), []).append((start, end, due))
    with open("scoreboard.csv", "w", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["group", "received", "answered", "in_time", "late", "overdue", "median_days"])
        for group, cases in sorted(groups.items()):
            rows.writerow([group, *score(cases)])
    with open("scoreboard-months.csv", "w", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["group", "month", "received", "in_time", "late", "overdue", "median_days"])
        for (group, month), cases in sorted(months.items()):
            received, _, *rest = score(cases)
            rows.writerow([group, month, received, *rest])


main()
