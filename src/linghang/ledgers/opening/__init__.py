"""查看加密内容: the one way to what a sealed entry says."""
