"""The network in other forms: PyTorch source, ONNX, a summary; its numbers as CSV; a page as one HTML file."""
