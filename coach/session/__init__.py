"""Sessions held with any front end: setting them up, importing, transcribing, describing events."""
