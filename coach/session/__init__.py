"""One sitting, whatever shows it: set-up, events as documents, sentences of any front end."""
