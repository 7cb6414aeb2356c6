"""Builds `lexicon/treatment_vocabulary.tsv.gz` from the public name lists in `treatment_vocab/`.

    python models/build_vocabulary.py ../shared/data/treatment_vocab

The raw drug list holds hormone receptors, foods, laboratory codes and single letters; what is kept is what a reader would
take for a medicine. One row a name: the name as the matcher reads it, the preferred name, the concept id.
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

TARGET = Path(__file__).resolve().parents[1] / "pipeline/claimsift/lexicon/treatment_vocabulary.tsv.gz"

_NAME = re.compile(r"[a-zα-ω][a-zα-ω]*(?:[ -][a-z0-9]+){0,3}\Z")
_FOODS = re.compile(
    r"\b(raw|fresh|dried|ground|whole|wild|leaf|seed|root|flower|bark|pollen|dander|mold|receptor|protein|peptide|"
    r"antigen|factor|nucleocapsid|ion|cation|anion|reagent|human|bovine|porcine|oil|extract|juice|meat|nut|fish|tree|"
    r"grass|weed|feather|hair|mite|venom|yeast|fruit|kit|unspecified|c-1[14]|f-18|i-1\d\d|tc-99m)\b"
)
# Names of medicines that are, in English prose, mostly something else.
_COMMON = frozenset(
    ["ability", "access", "accent", "advance", "advantage", "agent", "albumin", "alert", "alliance", "allergen", "amber", "android", "angelica", "answer", "apple", "april", "arsenal", "aurora", "balance", "banana", "barley", "basil", "beef", "beet", "bion", "bromine", "cabbage", "carbon", "carrot", "cashew", "celery", "cell", "cereal", "champion", "charcoal", "cherry", "chicken", "chlorine", "choice", "cinnamon", "citrate", "clam", "clear", "cocoa", "coconut", "codfish", "combat", "comfort", "compound", "concept", "concert", "control", "cotton", "crab", "cranberry", "dart", "date", "delta", "dimension", "ecstasy", "eggplant", "element", "elm", "energy", "entice", "ester", "evolve", "excel", "fennel", "fluoride", "flame", "focus", "formic", "freedom", "galaxy", "gelatin", "genesis", "ginger", "grape", "halo", "harmony", "hazelnut", "helium", "hemp", "herring", "honey", "hops", "impact", "index", "insight", "inspire", "journey", "kale", "kendrick", "lanolin", "lemon", "lettuce", "lime", "lobster", "mackerel", "magnet", "maple", "matrix", "mint", "mirror", "monitor", "mustard", "native", "neon", "nutmeg", "oats", "olive", "onion", "orange", "oregano", "oyster", "palin", "parsley", "peach", "pepper", "peppermint", "pineapple", "plum", "potato", "premium", "prince", "protect", "pumpkin", "radium", "relief", "rosemary", "salmon", "sesame", "shrimp", "solution", "sorghum", "spectrum", "spinach", "squash", "strawberry", "support", "sulfur", "talent", "tomato", "tuna", "turkey", "vanilla", "vision", "walnut", "wheat", "wine", "yam", "thyme", "tartrate", "coriander", "dill", "chestnut", "cucumber", "trout", "lamb", "rabbit", "goat", "horse", "camel", "mushroom", "cocktail", "petroleum", "paraffin", "asphalt", "silicone", "nylon", "biotin-plus", "proline-rich", "caps", "hana", "sine", "tris", "accolade", "alcohol", "allergy", "antibiotic", "arthritis", "pain", "sleep", "cough", "cold", "beta", "gamma", "alpha", "omega", "sigma", "fiber", "sodium", "chloride", "acid", "water", "relax", "active", "daily", "plus", "complete", "regular", "natural", "women", "men", "baby", "children", "adult", "senior", "total", "extra", "maximum", "strength", "formula", "original", "simply", "nature", "pure", "fast"]
)
# Headings and list entries that are no treatment, or that prose uses in another sense.
_EXCLUDED = frozenset(
    """therapeutic;therapeutic use;activities of daily living;device removal;first aid;lense;lens;amino acid;bath;retreatment;patient care;
    patient admission;suggestion;luminal;generic;escherichia coli;house dust;puncture;emergency treatment;critical care;
    intensive care;neonatal intensive care;skim milk;kidney bean;black eyed pea;lima bean;chickpea;egg yolk;egg white;
    psychophysiology;convulsant;convulsants;remission induction;alkaline phosphatase;butyrylcholinesterase;thioredoxin;
    oral administration;intravenous administration;controlled hypotension;thymidine;uridine;adenylate;drug combination;
    suction;long term care;self concept;delivery obstetric;obstetric delivery;day care;night care;child guidance;crown;
    needle;masks;mask;laser;lasers;electrode;cautery;anesthesia recovery period;combined modality therapy;injection;
    implant;transplant;surgical procedure;cell culture;tissue preservation;drug delivery system;vaccine;patient transfer;
    refusal to treat;prescription drug;self medication;relaxation;rest;role playing;speech;play;reinforcement;feedback;
    association;imagery;transference;countertransference;free association;catharsis;abreaction;projection;immersion;
    perfusion;drainage;dissection;dilatation;embalming;ligation;organ preservation;ischemia;sports;walking;punctures;
    adipose tissue;life support care;length of stay;night splint;compound;mixtures;particulate matter;polymers""".replace(
        "\n", ""
    )
    .replace("    ", "")
    .split(";")
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
    rows: dict[str, tuple[str, str]] = {}
    for name, preferred, concept in (*_read_mesh(folder), *_read_drugs(folder)):
        key = normal_form(name)
        if key and key not in _EXCLUDED:
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


def _read_drugs(folder: Path) -> Iterator[tuple[str, str, str]]:
    with (folder / "drugs.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            name, preferred = row["variant"].strip().lower(), row["canonical"].strip()
            if _is_medicine(name, preferred, row):
                # MeSH ids of the raw list are of whole groups for many drugs; DrugBank's are of the drug itself.
                concept = f"drugbank:{row['drugbank_id']}" if row["drugbank_id"] else f"mesh:{row['mesh_id']}"
                yield name, preferred, concept if concept != "mesh:" else ""


def _is_medicine(name: str, preferred: str, row: dict[str, str]) -> bool:
    known = bool(row["medline_plus_id"] or row["nhs"])
    if not _NAME.match(name) or len(name) < (5 if known else 6) or name in _COMMON or name.split(maxsplit=1)[0] in _COMMON:
        return False
    if _FOODS.search(name) or (_FOODS.search(preferred.lower()) and not known):
        return False
    if re.search(r"\b[a-z]\b|\d", name) and not (known and name == preferred.lower()):
        return False
    return known or bool(row["mesh_id"]) or name == preferred.lower() or bool(row["is_brand"])


if __name__ == "__main__":
    main()
