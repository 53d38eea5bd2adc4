"""What the data files in eclag/seed/ say."""

import tomllib
from pathlib import Path

FACTS = Path(__file__).parent / "seed"


def facts(name):
    return tomllib.loads((FACTS / f"{name}.toml").read_text())


def in_languages(field, texts):
    return {f"{field}_{code}": text for code, text in (texts or {}).items()}
