"""`python -m scrapers update`: the whole routine for a timer, new mixes and then training."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from recommender.artefacts import load_artefact
from recommender.catalogue.store import Store
from recommender.collaborative import DEFAULT
from recommender.errors import ArtefactDamaged, BadInput, CatalogueEmpty, NotTrained
from recommender.map_command import draw_maps
from recommender.plural import count
from recommender.settings import DataSettings, read_settings
from recommender.training import train
from scrapers.errors import ServiceError
from scrapers.mixesdb.client import MixesDB, Section
from scrapers.mixesdb.command import (
    crawl,
    note,
    nothing_there,
    opened_store,
    print_summary,
    sections_before,
    totals,
)
from scrapers.mixesdb.crawl import Summary
from scrapers.settings import ServiceSettings

ENOUGH_SETS = 20
ENOUGH_SHARE = 0.01
"""Training is worth it when so many sets changed, or such a share of them."""


@dataclass
class Training:
    """Whether a training was due, and what came of it."""

    changed: int
    """Sets that changed since the last one."""
    version: str | None = None
    """The new model; None when none was trained."""
    reason: str = ""
    """Why none was."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `update` to a command line."""
    parser = subparsers.add_parser(
        "update",
        help="the whole routine for a timer: new mixes, then training when it is worth it",
        description="Read what is new on MixesDB (the categories of SEGUE_MIXESDB_CATEGORIES, or "
        "what was read before), then train when 20 sets or 1 % of them changed since the last "
        "training. For cron or a systemd timer.",
    )
    parser.add_argument("--json", action="store_true", help="for another program")
    parser.set_defaults(run=run, recorded="update")


def run(args: argparse.Namespace) -> int:
    """Read, then train. When MixesDB can't be read, what came in is trained on all the same."""
    settings = read_settings(ServiceSettings)
    failure: ServiceError | None = None
    summary: Summary | None = None
    with MixesDB(settings) as client, opened_store() as store:
        sections = configured(settings.mixesdb_categories) or sections_before(store)
        if not sections:
            raise BadInput(
                "Nothing to update yet: set SEGUE_MIXESDB_CATEGORIES, or read a category once with "
                "python -m scrapers mixesdb --category NAME."
            )
        try:
            summary = crawl(client, store, sections)
        except ServiceError as error:
            failure = error
        training = train_if_due(store)
        if training.version:
            draw_maps(store, read_settings(DataSettings).models_dir)
    args.told.tell(
        *_note(sections, summary, training),
        error=failure or (nothing_there(summary) if summary else None),
    )
    _tell(args.json, summary, training, failure)
    if failure is not None and not args.json:
        raise failure
    return 1 if failure is not None or (summary and summary.empty) else 0


def configured(text: str) -> list[Section]:
    """The setting's categories; `*` stands for all pages."""
    names = [name.strip() for name in text.split("|") if name.strip()]
    if "*" in names:
        return [Section()]
    return [Section(name) for name in dict.fromkeys(names)]


def train_if_due(store: Store) -> Training:
    """Train when enough sets changed since the last training, or when there was none."""
    models = read_settings(DataSettings).models_dir
    sets = store.counts().sets
    try:
        manifest = load_artefact(models / DEFAULT).manifest
        trained = manifest.get("catalogue") == store.catalogue_id()
    except (NotTrained, ArtefactDamaged):
        manifest, trained = {}, False
    changed = store.revision() - (int(manifest["revision"]) if trained else 0)
    enough = min(ENOUGH_SETS, max(1, round(ENOUGH_SHARE * sets)))
    if trained and changed < enough:
        return Training(changed, reason=f"fewer than {count(enough, 'set')} changed")
    try:
        return Training(changed, train(store, models).version)
    except CatalogueEmpty as error:
        return Training(changed, reason=str(error))


def _tell(
    as_json: bool, summary: Summary | None, training: Training, failure: ServiceError | None
) -> None:
    if as_json:
        answer: dict[str, Any] = {
            "mixesdb": summary.to_json() if summary else None,
            "error": str(failure) if failure else None,
            "changed_since_training": training.changed,
            "trained": training.version is not None,
            "version": training.version,
        }
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return
    if summary:
        print_summary(summary, train_hint=False)
    sys.stdout.write(f"{_training(training)}\n")


def _training(training: Training) -> str:
    if training.version:
        return f"Trained after {count(training.changed, 'change')} (version {training.version})."
    return f"Not trained: {training.reason}".rstrip(".") + "."


def _note(
    sections: Sequence[Section], summary: Summary | None, training: Training
) -> tuple[str, dict[str, Any]]:
    """What was done, in one line and in numbers."""
    counts: dict[str, Any] = totals(summary) if summary else {}
    counts["trained"] = training.version is not None
    words = [note(sections, summary)] if summary else []
    return " ".join([*words, _training(training)]), counts
