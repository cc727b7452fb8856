"""All that the pages ask of the house behind them, in one place."""

from dataclasses import dataclass

from dashboard.catalogue_service import CatalogueService
from dashboard.crate_service import CrateService
from dashboard.dj_service import DjService
from dashboard.lab_service import LabService
from dashboard.map_service import MapService
from dashboard.playlist_service import PlaylistService
from dashboard.preview_service import PreviewService
from dashboard.service import FindService


@dataclass(frozen=True, slots=True)
class Services:
    """One seam a page; tests put fakes in their places."""

    find: FindService
    playlists: PlaylistService
    crate: CrateService
    previews: PreviewService
    djs: DjService
    maps: MapService
    catalogue: CatalogueService
    lab: LabService
