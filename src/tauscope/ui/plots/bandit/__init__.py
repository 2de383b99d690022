"""The plots of the bandit: its arms, its policies, and the schedule of its temperature."""
