"""Models that learn from who played what, all behind one interface (base.py)."""

from recommender.collaborative.als import Als, Original
from recommender.collaborative.base import Model
from recommender.collaborative.baselines import ItemKnnBm25, ItemKnnCosine, Popularity
from recommender.collaborative.bpr import Bpr
from recommender.collaborative.ease import Ease
from recommender.collaborative.prod2vec import Prod2Vec
from recommender.collaborative.segue import Segue

MODELS: dict[str, type[Model]] = {
    model.name: model
    for model in (
        Segue,
        Popularity,
        ItemKnnCosine,
        ItemKnnBm25,
        Ease,
        Bpr,
        Prod2Vec,
        Als,
        Original,
    )
}
"""Every model by name, the default first."""

DEFAULT = Segue.name

__all__ = ["DEFAULT", "MODELS", "Model"]
