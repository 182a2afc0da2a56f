"""Practising on the page: the browser is the microphone, loudspeaker, presenter and person."""
