"""A small real run to review, made once, and copied for every test that writes."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from asgi_client import Client, log_in

from claimsift.review.open_review import Review, open_review
from claimsift.scale.run_articles import run_articles
from claimsift.settings import Settings

# Emoji, combining marks and right-to-left words stand before the numbers: offsets of browsers differ from ours there.
ARTICLE = """Knee pain and exercise 🏃🏽\u200d♀️

What the trials say

😀😀 In one trial, 62% of patients with knee pain improved after exercise therapy within 6 months (1). \
Cafe\u0301 owners were not asked. A second study found that 1 in 5 patients had persistent pain after surgery (2). \
In our clinic, we give ibuprofen at 400 mg a day.

שלום 🧑\u200d⚕️ A review of 24 trials reported that strength training lowered pain scores by 35% (3). \
Of the 300 patients, 45 stopped treatment early. Side effects were seen in 12% of people on ibuprofen (4).

References

1. Green A, Brown B. Exercise for knee pain. BMJ. 2015;350:h100. doi:10.1136/bmj.h100
2. White C. Outcomes of surgery. Lancet. 2018;391:10-20.
3. Black D. Strength training: a review. JAMA. 2020;323:1-9.
"""
SECOND = """Sleep and back pain

About 30% of adults sleep badly [1]. Cognitive therapy helped 55% of them after 8 weeks [1].

References

[1] Grey E. Sleep. Sleep Med. 2019;12:1-7.
"""


@pytest.fixture(scope="session")
def made_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run; never opened for review, so that it can be copied."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "in").mkdir()
    (folder / "in" / "knee.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "in" / "sleep.txt").write_text(SECOND, encoding="utf-8")
    run_articles([str(folder / "in")], folder / "run", Settings(workers=1))
    return folder / "run"


@pytest.fixture
def run_folder(made_run: Path, tmp_path: Path) -> Path:
    """A copy of the run."""
    return Path(shutil.copytree(made_run, tmp_path / "run"))


@pytest.fixture
def review(run_folder: Path) -> Review:
    """The copy, open for review."""
    return open_review(run_folder)


@pytest.fixture
def client(review: Review) -> Client:
    """Ana's browser."""
    return log_in(review)
