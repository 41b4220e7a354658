"""敏感程度: what every text and file declares, and what may not be kept here at all."""
