"""Files of a run: all of them or none, lines in the table's order, numbers in one spelling."""

import hashlib
import json
from pathlib import Path

import pytest

from claimsift.records import Claim, Provenance, Quantity, Rejection, TextSpan, TraceStep
from claimsift.records.claim import Candidate
from claimsift.records.fields import FILES
from claimsift.stages.write.file_layer import DiskFiles
from claimsift.stages.write.lines import claim_line, dump_json, rejected_line, trace_line
from claimsift.stages.write.shards import Sections, ShardBuilder, ShardEntry
from claimsift.stages.write.write_run import RunWriter

CLAIM = Claim("clm_1", "a", "count", Quantity("45", 0, 2, 45, "patient"), TextSpan("45", 0, 2), Provenance("rule", "0"))


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _shard(*, shard: int = 0) -> tuple[ShardEntry, Sections]:
    builder = ShardBuilder(shard, shard)
    builder.add(f"a{shard}", {"claims": ['{"a": "é"}', "{}"], "articles": ["{}"]}, {"claims": 2})
    return builder.finish()


def test_all_files_are_there_when_the_run_is_finished(tmp_path: Path) -> None:
    with RunWriter(tmp_path, tmp_path, DiskFiles()) as writer:
        writer.append(*_shard())
        writer.finish({"schema_version": "1.0"})
    assert _names(tmp_path) == sorted(shape.file for shape in FILES.values())


def test_nothing_has_its_name_before(tmp_path: Path) -> None:
    with RunWriter(tmp_path, tmp_path, DiskFiles()) as writer:
        writer.append(*_shard())
    assert {path.suffix for path in tmp_path.iterdir()} == {".part"}


def test_hashes_and_lines_are_those_of_the_files(tmp_path: Path) -> None:
    with RunWriter(tmp_path, tmp_path, DiskFiles()) as writer:
        writer.append(*_shard())
        writer.append(*_shard(shard=1))
        outputs = writer.outputs()
    assert outputs["claims.jsonl"]["lines"] == 4
    data = '{"a": "é"}\n{}\n'.encode() * 2
    assert outputs["claims.jsonl"]["sha256"] == hashlib.sha256(data).hexdigest()
    assert outputs["shards.jsonl"]["lines"] == 2


def test_a_whole_number_is_written_as_the_float_it_is() -> None:
    assert '"value": 45.0' in dump_json(claim_line(CLAIM))


def test_claim_line_leaves_out_what_the_contract_does_not_name() -> None:
    assert "form" not in claim_line(CLAIM)["quantity"]


def test_rejection_and_trace_carry_their_article() -> None:
    assert rejected_line("a", Rejection("2011", 0, 4, "year")) == {
        "article_id": "a", "text": "2011", "start": 0, "end": 4, "reason": "year",
    }  # fmt: skip
    step = TraceStep("link", "none", "far", (Candidate("surgery", 0, 7, 0.5, (("distance", 3.0),)),))
    line = trace_line("a", "clm_1", (step,))
    assert line["steps"][0]["candidates"][0]["features"] == {"distance": 3.0}


@pytest.mark.parametrize("text", ["\u2028 and \x85", "😀 e\u0301", 'quote " and \\', "שלום 28%"])
def test_a_line_is_one_line_and_reads_back(text: str) -> None:
    line = dump_json({"text": text})
    assert line.splitlines() == [line]
    assert json.loads(line) == {"text": text}
