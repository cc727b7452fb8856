"""Pictures for the pages: plain figures for Plotly, made without a service."""
