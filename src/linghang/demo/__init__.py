"""The demo hospital: fictional structure, people and front sheets, made anew from fixed seeds."""
