"""目标值: bound to an indicator or a count of records, or observed; its state is derived."""
