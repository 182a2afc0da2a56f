"""The page: a local web app, and an HTML file of one session made from the same templates."""
