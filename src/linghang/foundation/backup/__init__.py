"""备份与恢复: one folder that holds everything, whole or not at all, and the way back."""
