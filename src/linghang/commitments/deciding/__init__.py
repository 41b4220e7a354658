"""What a body decided: who may change it, and who reports to it how it was carried out."""
