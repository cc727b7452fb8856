"""What fits what: catalogue, models, engine, evaluation. No web page, no network."""
