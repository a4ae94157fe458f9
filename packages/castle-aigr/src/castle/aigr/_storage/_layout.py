"""What both directions of the file format agree on."""

FORMAT = "castle-aigr"
VERSION = 1

# A document is one JSON object:
#   format, version      what it is
#   families             {family: version} of the kinds in the file
#   sources              [{"path": ..., "line_starts": [offset of each line]}]
#   nodes                {kind: {"count": n, "fields": {field: [n values]}, "at": [...]}}
#   root                 the number of the root
# Nodes are numbered through: kinds in sorted order, within a kind in the order of the walk.
# A child or reference is such a number or null, a list of them a list. "at" holds, for each node,
# null or [source, start, length].
