"""What the network is: settings, shapes, the model, one recorded pass, one cell explained."""
