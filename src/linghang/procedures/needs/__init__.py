"""What must be on the table when a step is done: fields, papers, requirements, conditions."""
