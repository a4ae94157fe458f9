"""Names for the elements of a run."""

from collections import Counter

from castle.engines.simulation._recording import Recording
from castle.writers.python import PythonClass


def element_names(recording: Recording, classes: dict[str, PythonClass]) -> tuple[str, ...]:
    """The name of each element, by number.

    The main element has the name of its component; a sub that of its owner, a dot, and its own;
    any other that of its component and a count: `Main`, `Main.finder`, `Sieve#3`.
    """
    names: dict[int, str] = {}
    counts: Counter[str] = Counter()
    for number, element in enumerate(recording.elements):
        described = classes[type(element).__name__]
        component = described.declaration.name
        if number not in names:
            counts[component] += 1
            names[number] = component if number == 0 else f"{component}#{counts[component]}"
        for attribute, sub in described.subs.items():
            owned = getattr(element, attribute, None)
            if owned in recording:
                names[recording.number(owned)] = f"{names[number]}.{sub}"
    return tuple(names[number] for number in range(len(recording.elements)))
