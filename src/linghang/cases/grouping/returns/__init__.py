"""医保返回: the insurer's groups and settlements beside the hospital's own, case by case."""
