"""All readers."""

from __future__ import annotations

from tests.trust.fuzzed import kept, pages, processes, sounds, texts

READERS = {
    each.name: each
    for each in (
        *texts.READERS,
        *sounds.READERS,
        *kept.READERS,
        *pages.READERS,
        *processes.READERS,
    )
}
