"""Practising on the page: home, the practising page, and the coach behind it."""
