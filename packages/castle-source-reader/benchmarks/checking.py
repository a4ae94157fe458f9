"""How long `inspect` takes for 100 files of 100 lines, and again after one of them was changed.

`python benchmarks/checking.py` prints medians and their share, which is to be 25 % at most.
"""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from castle.readers.source import SourceReader

FILES, METHODS, ROUNDS = 100, 9, 7
LIMIT = 0.25
METHOD = """
    int: work{i}(int:a, float:b) {{
        int sum := a * {i} + .count;
        while (sum > 3 and a != {i}) {{
            sum -= 2 * a - (.count % 7);
            .out.input(sum);
        }}
        if (b > 1.5 or sum == {i}) {{
            .count += 1;
        }} else {{
            print("nothing", sum, b);
        }}
        return sum;
    }}
"""


def write(folder: Path, number: int, remark: str = "") -> Path:
    """Write one file: a component that imports the one before it, and its implementation."""
    before = f"from part{number - 1} import Part{number - 1};\n" if number else ""
    made = f"        .inner := Part{number - 1}();\n" if number else ""
    inner = f"    sub Part{number - 1}:inner;\n" if number else ""
    text = f"""from protocols import Number;
{before}component Part{number} {{ port Number<in>:inp; port Number<out>:out; }}
implement Part{number} {{
    int count;
{inner}    init() {{
{made}        .count := {number};{remark}
    }}
    Number.input(try) on .inp {{ print(work0(try, 0.5)); }}
{"".join(METHOD.format(i=i) for i in range(METHODS - 2))}}}
"""
    path = folder / f"part{number}.Castle"
    path.write_text(text, encoding="utf-8")
    return path


def measure(folder: Path, cache: Path) -> tuple[float, float, int]:
    """The seconds for all files at first, and after one of them was changed; the lines."""
    protocols = folder / "protocols.Moat"
    protocols.write_text("protocol Number { input(int:try); }\n", encoding="utf-8")
    files = [protocols, *(write(folder, number) for number in range(FILES))]
    first, again = [], []
    for i in range(ROUNDS):
        (cache / "source.json").unlink(missing_ok=True)
        first.append(_seconds(files, cache))
        write(folder, FILES // 2, f" // {i}")
        again.append(_seconds(files, cache))
    lines = sum(path.read_text(encoding="utf-8").count("\n") for path in files)
    return median(first), median(again), lines


def _seconds(files: list[Path], cache: Path) -> float:
    reader = SourceReader(files=files)
    start = perf_counter()
    reader.inspect(files, cache)
    return perf_counter() - start


def main() -> None:
    """Measure, and say whether it is quick enough."""
    with TemporaryDirectory() as folder, TemporaryDirectory() as cache:
        first, again, lines = measure(Path(folder), Path(cache))
    print(f"{lines} lines: first {first * 1000:.0f} ms, again {again * 1000:.0f} ms")
    print(f"again / first: {again / first:.0%}, to be {LIMIT:.0%} at most")


if __name__ == "__main__":
    main()
