"""The page that founds the hospital of an empty system, behind a code from the terminal."""
