"""Logits with true classes, as files of arrays, tables and evaluations of language models hold them."""
