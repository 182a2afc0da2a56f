"""The page: a local web app, and one self-contained HTML file from the same templates."""
