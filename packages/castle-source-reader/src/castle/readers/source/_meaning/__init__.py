"""From names to what they name: scopes, types, ports, and what the language forbids."""
