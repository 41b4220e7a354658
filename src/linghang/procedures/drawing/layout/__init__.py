"""Where the boxes and lines of a flow chart lie."""
