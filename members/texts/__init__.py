"""What texts in 24 languages are made of; it knows no noun."""
