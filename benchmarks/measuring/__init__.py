"""What every measurement needs: runs of both sides in turn, their medians and ratios, sections of the report."""
