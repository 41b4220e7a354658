"""Spending: what dues were used for, and the yearly publication to members."""
