"""What the demo hospital treats: departments, diseases, procedures and prices as tables.

Shares, stays and prices are assumptions of the demo, made up to look plausible. Procedure grades
follow no official catalogue. Codes and names come from the code tables of the product.
"""
