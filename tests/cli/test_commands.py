"""The commands: what they print, where, and with which exit code."""

import io
import json
import re
from pathlib import Path

import jsonschema
import pytest

from claimsift.builder import STAGES
from claimsift.cli import info
from claimsift.cli.main import run_command
from claimsift.records.fields import FILES
from claimsift.records.schema import json_schema

ARTICLE = (
    "# Pain\n\nPain came back in 28% of patients after discectomy (1). Some had it in 5%.\n\n## References\n\n"
    "1. Lakkol S, Bhatia C. Efficacy of surgery for recurrent symptoms. J Bone Joint Surg Br. 2011;93:1518-23.\n"
    "2. Weir S, Kuo TC. Persistent postoperative pain. J Orthop Surg Res. 2020;15:1-5.\n"
)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "pain.md"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def test_run_writes_the_files_and_says_what_it_came_to(
    article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["run", str(article), "--out", str(tmp_path / "out"), "--workers", "1"]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert re.search(r"^claims +2 \(2 proportion\)$", printed.err, re.MULTILINE)
    assert "articles     1 = 1 ok, 0 suspect, 0 failed, 0 skipped" in printed.err
    assert {path.name for path in (tmp_path / "out").iterdir()} == {shape.file for shape in FILES.values()}
    assert run_command(["run", str(article), "--out", str(tmp_path / "out"), "--workers", "1"]) == 0
    assert "already complete" in capsys.readouterr().err


def test_quiet_says_nothing_and_verbose_names_every_article(
    article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["run", str(article), "--out", str(tmp_path / "a"), "--workers", "1", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    assert run_command(["run", str(article), "--out", str(tmp_path / "b"), "--workers", "1", "-v"]) == 0
    assert "pain: ok, 2 claims\n" in capsys.readouterr().err


def test_extract_prints_valid_lines(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["extract", str(article)]) == 0
    claims = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [claim["quantity"]["text"] for claim in claims] == ["28%", "5%"]
    validator = jsonschema.Draft202012Validator(json_schema("claims"))
    for claim in claims:
        validator.validate(claim)


def test_extract_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ARTICLE.encode()), encoding="ascii"))
    assert run_command(["extract", "-"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_pretty_shows_sentence_value_and_reference(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["extract", str(article), "--pretty"]) == 0
    printed = capsys.readouterr().out
    assert "1. Pain came back in 28% of patients" in printed
    assert "proportion 28 %" in printed
    assert "[1] Lakkol S" in printed


def test_quantities_prints_numbers_before_judgement(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["quantities", str(article)]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ("28%", 28.0) in [(quantity["text"], quantity["value"]) for quantity in found]


@pytest.mark.parametrize("name", FILES)
def test_schema_prints_one_schema(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["schema", name]) == 0
    assert json.loads(capsys.readouterr().out) == json_schema(name)


def test_schema_without_a_name_prints_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["schema"]) == 0
    assert json.loads(capsys.readouterr().out).keys() == FILES.keys()


def test_info_names_versions_model_and_stages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["info"]) == 0
    printed = capsys.readouterr().out
    for word in ("claimsift ", "python ", "model ", "spacy 3", *STAGES):
        assert word in printed
    assert info.STAGES == STAGES


def test_show_prints_a_table(article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_command(["run", str(article), "--out", str(tmp_path / "out"), "--workers", "1", "-q"])
    assert run_command(["show", str(tmp_path / "out"), "--limit", "1"]) == 0
    header, row, rest = capsys.readouterr().out.splitlines()
    assert header.split() == ["article", "number", "kind", "outcome", "treatment", "source"]
    assert row.split()[:3] == ["pain", "28%", "proportion"]
    assert "[1] Lakkol S" in row
    assert rest.startswith("… and 1 more in ")


def test_explain_tells_a_claim_in_context(article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_command(["run", str(article), "--out", str(tmp_path / "out"), "--workers", "1", "-q"])
    claim = json.loads((tmp_path / "out" / "claims.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert run_command(["explain", str(tmp_path / "out"), claim["claim_id"][:12]]) == 0
    printed = capsys.readouterr().out
    assert ">>28%<<" in printed
    (line,) = [line for line in printed.splitlines() if line.startswith("in the file ")]
    first, last = map(int, re.findall(r"[0-9]+", line))
    assert b"28%" in article.read_bytes()[first:last]
    assert claim["provenance"]["detector"] in printed
    assert "[1] Lakkol S" in printed
    assert run_command(["explain", str(tmp_path / "out"), "clm_"]) == 1
    assert "2 claims are called clm_" in capsys.readouterr().err


def test_help_names_every_command_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command([]) == 0
    overview = capsys.readouterr().out
    for command in ("run", "extract", "quantities", "schema", "info", "show", "explain"):
        assert f"\n  {command} " in overview
        assert run_command([command, "--help"]) == 0
        assert "2 wrong usage" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["run", "nowhere", "--out", "out"], 1, "no such file or folder: nowhere"),
        (["run", "pain.md"], 2, "Missing option '--out'"),
        (["run", "--out", "out"], 2, "Missing argument 'INPUT"),
        (["run", "pain.md", "--out", "out", "--workers", "x"], 2, "Invalid value for '--workers'"),
        (["run", "pain.md", "--out", "out", "--workers", "0"], 1, "setting 'workers' = 0"),
        (["run", "pain.md", "--out", "out", "--config", "no.toml"], 1, "no settings file at no.toml"),
        (["run", "pain.md", "--out", "out", "--config", "near.toml"], 1, "in near.toml: did you mean 'max_bytes'?"),
        (["run", "pain.md", "--out", "out", "--config", "far.toml"], 1, "known settings: "),
        (["run", "pain.md", "--out", "out", "--config", "bad.toml"], 1, "bad.toml is not a readable TOML file"),
        (["run", "pain.md", "--out", "pain.md/out"], 1, "cannot write to pain.md/out"),
        (["run", "pain.md", "--out", "out", "--model", "x"], 1, "no model 'x' is installed; there is en_claimsift_sm"),
        (["extract", "nowhere.txt"], 1, "no such file: nowhere.txt"),
        (["extract", "."], 1, ". is a folder: use claimsift run"),
        (["extract", "far.toml"], 1, "cannot read far.toml"),
        (["schema", "nothing"], 2, "no schema 'nothing'; there are claims"),
        (["explain", ".", "clm_1"], 1, "no complete run in ."),
        (["bogus"], 2, "No such command 'bogus'"),
        (["run", "--bogus"], 2, "--bogus"),
    ],
)  # fmt: skip
def test_an_error_is_one_clear_line(
    arguments: list[str], code: int, message: str, article: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(article.parent)
    Path("near.toml").write_text("max_byte = 3\n")
    Path("far.toml").write_text("zzz = 3\n")
    Path("bad.toml").write_text("= 3\n")
    assert run_command(arguments) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in printed.err
    assert printed.err.startswith("claimsift: ")
    assert printed.err.count("\n") == 1


def test_flags_win_over_the_file(article: Path, tmp_path: Path) -> None:
    config = tmp_path / "claimsift.toml"
    config.write_text("max_bytes = 1\nmin_kept_share = 0.5\nworkers = 1\n")
    out = tmp_path / "out"
    assert (
        run_command(["run", str(article), "--out", str(out), "--config", str(config), "--max-bytes", "999", "-q"]) == 0
    )
    settings = json.loads((out / "run.json").read_text())["settings"]
    assert settings["max_bytes"] == 999
    assert settings["min_kept_share"] == 0.5
    assert "workers" not in settings


def test_ctrl_c_is_130_and_leaves_no_files(article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("claimsift.scale.run_pool.Worker", interrupt)
    assert run_command(["run", str(article), "--out", str(tmp_path / "out"), "-q"]) == 130
    assert list((tmp_path / "out").iterdir()) == []
