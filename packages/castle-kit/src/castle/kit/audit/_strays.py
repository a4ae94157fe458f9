"""Files that were not meant to be published."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from castle.kit.audit._archives import Archive
from castle.kit.audit._findings import STRAY_FILE, Finding

_EVERYWHERE: Final = {
    "a cache": (
        r"__pycache__|\.\w+_cache|.*\.py[cod]|\.coverage(\..*)?|htmlcov|\.hypothesis|\.nox|\.tox"
        r"|\.ipynb_checkpoints"
    ),
    "an editor's": (
        r".*~|#.*#|\.#.*|.*\.sw[op]|\.idea|\.vscode|\.DS_Store|Thumbs\.db|.*\.(orig|rej|bak)"
    ),
    "a build's": r"build|dist|.*\.egg-info|node_modules|\.venv|venv",
    # Of words that code may use as well, the ending has to tell.
    "perhaps a secret": (
        r"(?i:\.env(rc)?(\..*)?|\.?(secrets?|credentials?)(\..*)?|.*[_-](secrets?|credentials?)"
        r"|.*\.(pem|key|p12|pfx|keystore|jks|kdbx?|ppk)|id_(rsa|dsa|ecdsa|ed25519)(_sk)?"
        r"|(.*[_-])?(passwords?|passwd|token|(api|access|private)[_-]?keys?|secrets?|credentials?)"
        r"\.(txt|csv|json|ya?ml|toml|ini|cfg|conf|xml|env|xlsx?|db|gpg|asc)"
        r"|\.netrc|\.pypirc|\.htpasswd|\.npmrc|\.pgpass|\.my\.cnf|\.git-credentials"
        r"|\.ssh|\.aws|\.gnupg|\.kube)"
    ),
}
_IN_WHEELS: Final = {
    "a test": r"tests?|testing|conftest\.py|test_.*\.py|.*_test\.py",
    "of the repository": r"\.git.*|\.github|noxfile\.py|pyproject\.toml|benchmarks",
}
_OF_CODE: Final = {"build", "dist", "testing"}
_ALL: Final = {why: re.compile(form) for why, form in _EVERYWHERE.items()}
_WHEELS: Final = {**_ALL, **{why: re.compile(form) for why, form in _IN_WHEELS.items()}}


def called_like(name: str) -> str | None:
    """What a folder of a wheel is taken for by its name, such as `a test`, or None."""
    return next((why for why, form in _WHEELS.items() if form.fullmatch(name)), None)


def strays(archive: Archive) -> Iterator[Finding]:
    """The files that are called like something else than a package's own."""
    forms = _WHEELS if archive.is_wheel else _ALL
    own = archive.installed if archive.is_wheel else archive.files
    for path in sorted(own):
        for part, folder in _parts(path):
            found = next((why for why, form in forms.items() if form.fullmatch(part)), None)
            # Code may be called so; what a tool leaves behind is no package.
            if found and not (part in _OF_CODE and f"{folder}/__init__.py" in own):
                what = f"`{part}` is called like {found} file"
                cure = "leave it out, under [tool.hatch.build], or rename it"
                yield Finding(STRAY_FILE, archive.file, path, what, cure)
                break


def _parts(path: str) -> Iterator[tuple[str, str]]:
    """Each part of a path, with the path up to it."""
    pure = PurePosixPath(path)
    yield from ((one.name, str(one)) for one in (*reversed(pure.parents), pure) if one.name)
