"""Proves distributions before they are published: rules of the namespace, metadata, contents."""

from castle.kit.audit._archives import Archive, ArchiveError, open_archive
from castle.kit.audit._auditing import audit
from castle.kit.audit._findings import Finding
from castle.kit.audit._levels import shared_names
from castle.kit.audit._strays import called_like

__all__ = [
    "Archive",
    "ArchiveError",
    "Finding",
    "audit",
    "called_like",
    "open_archive",
    "shared_names",
]
