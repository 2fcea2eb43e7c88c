"""What a lab may choose about the pictures of figures."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Which figures get pictures, and what stands in them."""

    captions: bool = False  # captions are put into the pictures too
    algorithms: bool = False  # algorithms get a picture as well
