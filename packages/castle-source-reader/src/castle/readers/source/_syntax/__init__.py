"""From text to nodes: tokens, expressions, statements, declarations."""
