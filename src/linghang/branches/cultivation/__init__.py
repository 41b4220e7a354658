"""三培养: professionals who became members, members who became professionals or managers."""
