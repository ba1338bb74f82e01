"""Random configs, and users that their rules often fit."""
