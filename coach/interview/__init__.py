"""The conversation: ask, listen, write down, keep, and let the person decide what comes next."""
