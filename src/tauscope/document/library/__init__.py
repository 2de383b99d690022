"""What ships and explains: presets, articles, explanations, the words under the dial."""
