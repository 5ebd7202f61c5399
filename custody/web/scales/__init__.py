"""The register of scales."""
