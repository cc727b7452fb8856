"""The invented service answers like the real one where page tests rely on it."""

import pytest

from recommender.errors import NeedsListening, UnknownTrack
from recommender.filters import Filters
from recommender.recommendations import Recommendations
from tests.dashboard.fake_service import FakeService


@pytest.fixture
def service() -> FakeService:
    return FakeService()


def keys(answer: Recommendations) -> list[str]:
    return [item.track.key for item in answer.items]


def test_more_seeds_and_disliked_tracks_change_the_order_and_are_left_out(
    service: FakeService,
) -> None:
    first, liked, disliked = (service.tracks[at].name for at in (0, 8, 1))
    plain = service.recommend(first, 20)
    for more in ({"also": [liked]}, {"disliked": [disliked]}):
        answer = service.recommend(first, 20, **more)  # type: ignore[arg-type]
        assert len(answer.items) == 20
        assert keys(answer) != keys(plain)
        assert not {one.key for one in (*answer.seeds, *answer.disliked)} & set(keys(answer))
    both = service.recommend(first, 20, also=[liked], disliked=[disliked])
    assert [seed.name for seed in both.seeds] == [first, liked]
    assert [seed.name for seed in both.disliked] == [disliked]
    with pytest.raises(UnknownTrack):
        service.recommend(first, 20, also=["who knows"])
    with pytest.raises(UnknownTrack):
        service.recommend(first, 20, disliked=["who knows"])


def test_a_cold_seed_beside_a_known_one_need_not_be_listened_to(service: FakeService) -> None:
    with pytest.raises(NeedsListening):
        service.recommend("cold", 20)
    assert len(service.recommend("cold", 20, also=[service.tracks[3].name]).items) == 20


@pytest.mark.parametrize(
    "filters",
    [Filters(first_year=2000, last_year=2010), Filters(per_artist=1), Filters(discovery=1.0)],
)
def test_every_filter_has_an_effect(service: FakeService, filters: Filters) -> None:
    plain, answer = (service.recommend("x", 20, one) for one in (Filters(), filters))
    assert keys(answer) != keys(plain)
    assert set(answer.removed) == set(filters.active)
    assert all(answer.removed.values())


def test_what_was_played_is_left_out(service: FakeService) -> None:
    gone = keys(service.recommend("x", 3))
    answer = service.recommend("x", 20, Filters(played=frozenset(gone)))
    assert not set(gone) & set(keys(answer))
    assert answer.removed == {"played": 3}
