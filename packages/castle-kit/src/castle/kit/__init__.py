"""What plugin authors and release engineers prove: a plugin's conformance, and audits of wheels."""

__all__: list[str] = []
