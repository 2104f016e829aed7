"""Medicare's published limits on lines: units of one service in a day (MUE), and services not paid together (NCCI)."""
