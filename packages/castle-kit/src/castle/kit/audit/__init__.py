"""Proves distributions before they are published: rules of the namespace, metadata, contents."""

from castle.kit.audit._archives import Archive, ArchiveError, open_archive
from castle.kit.audit._auditing import audit
from castle.kit.audit._findings import Finding

__all__ = ["Archive", "ArchiveError", "Finding", "audit", "open_archive"]
