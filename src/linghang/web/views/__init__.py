"""Views, one module per part of the house that they show."""
