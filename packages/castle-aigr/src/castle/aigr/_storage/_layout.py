"""What both directions of the file format, and its schema, agree on."""

FORMAT = "castle-aigr"
VERSION = 1

# docs/reference/aigr-format.md describes the format. In short, a document is one JSON object:
#   format, version      what it is
#   families             {family: version} of the kinds in the file
#   sources              [{"path": ..., "length": ..., "line_starts": [offset of each line]}]
#   nodes                {kind: {"fields": {field: [a value for each node]}, "at": {...}}}
#   root                 the number of the root
# Nodes are numbered through from 0: kinds in sorted order, within a kind in the order of the walk.
# A child or reference is such a number or null, a list of them a list. "at" has the columns
# "source", "start", "length" and, where a rewrite made some of the nodes, "derived".
KEYS = ("format", "version", "families", "sources", "nodes", "root")
TABLE_KEYS = ("fields", "at")
PLACE_KEYS = ("source", "start", "length")
DERIVED = "derived"
SOURCE_KEYS = ("path", "length", "line_starts")

LARGEST = 2**53 - 1
"""The largest integer that every JSON reader keeps."""
