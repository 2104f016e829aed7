"""What makes a bundle: split, fit, calibrate, evaluate, audit, tracking, promotion."""
