"""The network in other forms: PyTorch source, ONNX, a summary."""
