"""Builds `lexicon/treatment_vocabulary.tsv.gz` from the public name lists in `treatment_vocab/`.

    python models/build_vocabulary.py ../shared/data/treatment_vocab

The raw drug list holds hormone receptors, foods, laboratory codes and single letters; what is kept is what a reader
would take for a medicine. One row a name: the name as the matcher reads it, the preferred name, the concept id.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import re
from collections.abc import Iterator
from pathlib import Path

from claimsift.lexicon.treatments import normal_form

EXCLUSIONS = Path(__file__).with_name("vocabulary_exclusions.txt")
TARGET = Path(__file__).resolve().parents[1] / "pipeline/claimsift/lexicon/treatment_vocabulary.tsv.gz"

_NAME = re.compile(r"[a-zα-ω][a-zα-ω]*(?:[ -][a-z0-9]+){0,3}\Z")
_FOODS = re.compile(
    r"\b(raw|fresh|dried|ground|whole|wild|leaf|seed|root|flower|bark|pollen|dander|mold|receptor|protein|peptide|"
    r"antigen|factor|nucleocapsid|ion|cation|anion|reagent|human|bovine|porcine|oil|extract|juice|meat|nut|fish|tree|"
    r"grass|weed|feather|hair|mite|venom|yeast|fruit|kit|unspecified|c-1[14]|f-18|i-1\d\d|tc-99m)\b"
)
_SKIP_GROUPS = frozenset({"group", "mental_health_service", "pharmaceutical_form", "rehabilitation_service"})
_DEVICE_HEADS = re.compile(
    r"(?:implants?|stimulators?|stents?|prosthes[ie]s|pacemaker|defibrillators?|pumps?|valves?|lens(?:es)?|aids|splints?|"
    r"orthoses|braces|stockings|bandages|inhalers?|oxygenators?|devices|tape|crutches|canes|shoes|dressings|sealants|"
    r"dentures?|sutures|screws|fixators|wheelchairs)\Z",
    re.IGNORECASE,
)
_NOT_A_TREATMENT = re.compile(
    r"\b(index|technique|techniques|equipment|instruments?|photography|models?|design|period|time|tests?|testing|schedule|"
    r"routes|errors?|care facilities|monitoring|planning|protocols?|specimen|diagnosis|measurement|education|magic|"
    r"association|hygiene|language|history|calculations|prescriptions|overdose|failure|wear|analysis|pathology|medicine|"
    r"stay|reading|record|supplies|hospice|institutionalization|hospitalization|esthetics|technology|dissection)\b|scopes\Z",
    re.IGNORECASE,
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="treatment_vocab")
    folder = parser.parse_args().folder
    excluded = frozenset(line for line in EXCLUSIONS.read_text(encoding="utf-8").splitlines() if line[:1] != "#")
    rows: dict[str, tuple[str, str]] = {}
    for name, preferred, concept in (*_read_mesh(folder), *_read_drugs(folder, excluded)):
        key = normal_form(name)
        if key and key not in excluded:
            rows.setdefault(key, (preferred, concept))
    text = "".join(
        f"{key}\t{'' if name == key else name}\t{concept}\n" for key, (name, concept) in sorted(rows.items())
    )
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as file:
        file.write(text.encode())
    TARGET.write_bytes(buffer.getvalue())
    print(f"{len(rows)} names, {len(text) / 1e6:.2f} MB, {len(buffer.getvalue()) / 1e6:.2f} MB packed: {TARGET}")


def _read_mesh(folder: Path) -> Iterator[tuple[str, str, str]]:
    with (folder / "mesh_treatments.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            name = re.sub(r"\s*\([^)]*\)", "", row["plain_name"]).strip()
            if row["group"] in _SKIP_GROUPS or _NOT_A_TREATMENT.search(name) or "," in name or len(name) < 4:
                continue
            if row["group"] in ("equipment_device", "dentistry") and not _DEVICE_HEADS.search(name):
                continue
            yield name, name, f"mesh:{row['mesh_id']}"


def _read_drugs(folder: Path, excluded: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    with (folder / "drugs.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            name, preferred = row["variant"].strip().lower(), row["canonical"].strip()
            if f"{name.split(maxsplit=1)[0]}*" not in excluded and _is_medicine(name, preferred, row):
                # MeSH ids of the raw list are of whole groups for many drugs; DrugBank's are of the drug itself.
                concept = f"drugbank:{row['drugbank_id']}" if row["drugbank_id"] else f"mesh:{row['mesh_id']}"
                yield name, preferred, concept if concept != "mesh:" else ""


def _is_medicine(name: str, preferred: str, row: dict[str, str]) -> bool:
    known = bool(row["medline_plus_id"] or row["nhs"])
    if not _NAME.match(name) or len(name) < (5 if known else 6):
        return False
    if _FOODS.search(name) or (_FOODS.search(preferred.lower()) and not known):
        return False
    if re.search(r"\b[a-z]\b|\d", name) and not (known and name == preferred.lower()):
        return False
    return known or bool(row["mesh_id"]) or name == preferred.lower() or bool(row["is_brand"])


if __name__ == "__main__":
    main()
