"""Pages on procedures with many proceedings."""
