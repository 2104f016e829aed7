"""Tests and treatments that a bare symptom does not make necessary."""
