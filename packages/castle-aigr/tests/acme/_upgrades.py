"""From the files of old versions to those of now."""

from castle.aigr import FamilyTables


def in_milliseconds(tables: FamilyTables) -> None:
    """Version 1 had `Clock.seconds`; version 2 has `Timer.period` in milliseconds."""
    if "Clock" in tables.kinds:
        timers = tables.kinds["Timer"] = tables.kinds.pop("Clock")
        timers.fields["period"] = [1000 * seconds for seconds in timers.fields.pop("seconds")]


def with_units(tables: FamilyTables) -> None:
    """Version 2 had `Timer.alarm`, a text; version 3 has `Timer.alarms`, nodes, and units."""
    if "Timer" in tables.kinds:
        timers = tables.kinds["Timer"]
        timers.fields["period"] = [{"float": str(period)} for period in timers.fields["period"]]
        timers.fields["unit"] = ["MILLISECOND"] * len(timers.numbers)
        timers.fields["next"] = [None] * len(timers.numbers)
        timers.fields["then"] = [None] * len(timers.numbers)
        timers.fields["levels"] = [[] for _ in timers.numbers]
        timers.fields["alarms"] = [
            [tables.add("Alarm", timers, row, name=name, units=None)]
            for row, name in enumerate(timers.fields.pop("alarm"))
        ]
