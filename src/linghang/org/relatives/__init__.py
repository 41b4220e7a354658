"""Declared relatives and interests (亲属和利益关系申报), known to few; who should be recused."""
