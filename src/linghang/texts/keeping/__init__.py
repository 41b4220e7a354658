"""Looking after texts in force: who has read them, regular reviews, where they are filed."""
