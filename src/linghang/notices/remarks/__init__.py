"""意见建议: a short remark to the office that runs the platform, and what became of it."""
