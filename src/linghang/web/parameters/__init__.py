"""The pages of rule parameters and of the workday calendar."""
