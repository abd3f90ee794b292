"""Karyon's training side: packed data, a fast network, honest validation, ONNX with manifest and card."""

__version__ = "0.2.0"
