from importlib.metadata import distributions


def versions() -> str:
    """The installed castle distributions with their versions, one a line."""
    found = {dist.metadata["Name"]: dist.version for dist in distributions() if dist.name}
    ours = {name: version for name, version in found.items() if name.startswith("castle-")}
    return "\n".join(f"{name} {ours[name]}" for name in sorted(ours))
