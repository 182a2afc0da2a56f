"""Practising on the page: home, the practising page, and the coach behind it.

The browser is microphone, loudspeaker, presenter and person of the conversation.
"""
