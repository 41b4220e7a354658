"""任务与整改: programmes, their boards and figures, and each commitment as a story."""
