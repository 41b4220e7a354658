"""结对培养: who grows whom on which of the three ways, how far it came, what it led to."""
