"""ICD-10-CM code sets by effective date, and the patterns in which they speak of each other."""
