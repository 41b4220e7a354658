"""Key posts whose holders change after some years."""
