"""What the writer on Claude needs to ask a model: the request, the wire, and the reply as it streams."""
