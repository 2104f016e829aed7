"""What therapy for weakness has to show, and the modifiers it has to carry."""
