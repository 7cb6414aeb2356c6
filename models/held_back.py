"""Documents of the public data that no script here learns from: articles that we measure on are made of them."""

HELD_BACK = frozenset(
    [
        "PMC4610679",
        "PMC5292678",
        "PMC5861900",
        "PMC5884496",
        "PMC5983062",
        "CDC:0000414-2",
        "GHR:0000327-3",
        "GHR:0001012-1",
        "NHLBI:0000069-1",
        "NIDDK:0000003-5",
        "NIDDK:0000011-6",
    ]
)
