"""What staff edit with: forms that merge, the history, uploads, tables."""
