"""SimpleCNN Explorer: the network, its arithmetic and its drawings."""
