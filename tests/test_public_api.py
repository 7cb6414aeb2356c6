"""What `import claimsift` promises."""

import types

import claimsift


def test_all_is_what_is_exposed() -> None:
    exposed = {
        name
        for name, value in vars(claimsift).items()
        if not name.startswith("_") and not (isinstance(value, types.ModuleType) and name != "errors")
    }
    lazy = set(claimsift._LAZY)
    exposed -= {"annotations", "TYPE_CHECKING", "Any"}
    assert exposed | lazy == set(claimsift.__all__)
    assert sorted(claimsift.__all__) == claimsift.__all__


def test_every_name_is_there_and_documented() -> None:
    for name in claimsift.__all__:
        assert getattr(claimsift, name).__doc__, name


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(claimsift, "nothing")


def test_load_once_extract_many() -> None:
    sift = claimsift.load(model="en_claimsift_sm")
    results = list(sift.extract_many(["Pain came back in 28% of patients.", "No figure."]))
    assert [[claim.quantity.text for claim in result.claims] for result in results] == [["28%"], []]
    article = claimsift.Article("x", "It was 5% of patients.")
    (claim,) = sift.extract(article).claims
    assert claim.article_id == "x"
    assert sift.extract(article) == sift.extract(article)
