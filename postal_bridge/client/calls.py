"""The calls a client makes: where each goes, what it sends and what it reads.

No request is made but by one of these, so that a test can hold them all against the service.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from postal_bridge.client import answers, orders, tracked

GivesT = TypeVar("GivesT")

_API = "/api/v1"


@dataclass(frozen=True, slots=True)
class Call(Generic[GivesT]):
    """One call; `gives` is the shape of its answer, or bytes for a paper."""

    method: str
    path: str
    gives: type[GivesT]
    takes: type | None = None
    query: type | None = None
    #: Whether the query also says which part of the list is wanted.
    paged: bool = False
    #: Whether sending it twice is told from sending two by an Idempotency-Key.
    keyed: bool = False


FILE_DOSSIER = Call(
    "POST", f"{_API}/dossiers", answers.Dossier, takes=orders.NewDossier, keyed=True
)
READ_DOSSIER = Call("GET", f"{_API}/dossiers/{{code}}", answers.Dossier)
SEARCH_DOSSIERS = Call(
    "GET",
    f"{_API}/dossiers",
    answers.Page[answers.ListedDossier],
    query=orders.DossierSearch,
    paged=True,
)
ADVANCE_DOSSIER = Call(
    "POST", f"{_API}/dossiers/{{code}}/steps", answers.Dossier, takes=orders.NewStep, keyed=True
)
REGISTER_CONSIGNMENT = Call(
    "POST", f"{_API}/consignments", answers.Consignment, takes=orders.NewConsignment, keyed=True
)
READ_CONSIGNMENT = Call("GET", f"{_API}/consignments/{{code}}", answers.Consignment)
LIST_CONSIGNMENTS = Call(
    "GET",
    f"{_API}/consignments",
    answers.Page[answers.ListedConsignment],
    query=orders.ConsignmentSearch,
    paged=True,
)
LIST_EVENTS = Call(
    "GET",
    f"{_API}/consignments/{{code}}/events",
    answers.Page[answers.CustodyEvent],
    paged=True,
)
READ_STORY = Call("GET", f"{_API}/consignments/{{code}}/story", answers.Story)
CALL_BEAT = Call("POST", f"{_API}/consignments/{{code}}/story/beats", answers.Story, keyed=True)
# Scans bear identities of their own; requests with a key are settled one by one.
RECORD_SCANS = Call("POST", f"{_API}/scans", answers.ScanResults, takes=orders.ScanBatch)
OPEN_MANIFEST = Call(
    "POST", f"{_API}/manifests", answers.Manifest, takes=orders.NewManifest, keyed=True
)
READ_MANIFEST = Call("GET", f"{_API}/manifests/{{code}}", answers.Manifest)
LIST_MANIFESTS = Call(
    "GET",
    f"{_API}/manifests",
    answers.Page[answers.ListedManifest],
    query=orders.ManifestSearch,
    paged=True,
)
CHECK_MANIFEST = Call("POST", f"{_API}/manifests/{{code}}/check", answers.Manifest, keyed=True)
PRINT_LABELS = Call("GET", f"{_API}/labels", bytes, query=orders.LabelsWanted)
TRACK = Call("GET", f"{_API}/track/{{code}}", tracked.Tracked, query=orders.TrackQuestion)
SUMMARISE = Call("GET", f"{_API}/reports/summary", answers.Summary, query=orders.Period)
