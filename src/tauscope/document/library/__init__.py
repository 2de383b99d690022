"""Content that ships: presets, articles, explanations of the knobs, and the words under the dial."""
