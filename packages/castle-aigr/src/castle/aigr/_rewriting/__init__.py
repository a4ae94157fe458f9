"""Rewriting of graphs by rules that are indexed by the type of node."""
