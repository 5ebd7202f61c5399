"""The pages. Function views that call one action each; the rules live below, in the rooms."""
