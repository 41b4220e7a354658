"""What a meeting left to be done: 整改清单, 落实事项, 议定事项."""
