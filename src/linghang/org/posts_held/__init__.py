"""Posts that people hold: appointed, acting for a vacancy, or delegated by the holder."""
