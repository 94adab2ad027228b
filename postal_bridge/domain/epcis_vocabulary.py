"""What the words of our own mean that stand in events of EPCIS, for programs that look them up.

Owns the definitions; which event is told by which word is said in `epcis_events.py`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from postal_bridge.domain.epcis_names import EpcisNames

#: The words by their names below the address of the vocabulary; those without a slash are fields.
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "event": "Which entry of the log of custody an event tells, by the name it has there.",
        "state": "How a consignment or a bag stands since the event.",
        "reason": "Why a delivery failed, or why a consignment goes back.",
        "bizstep/finding": "A thing is met in a bag whose list does not name it.",
        "bizstep/sealing": "A bag is closed with a seal.",
        "bizstep/opening": "A bag is opened by the office it was sent to.",
        "bizstep/offering": "A thing is given to another office, which has not taken it yet.",
        "bizstep/keeping": "An office keeps what it had given and nobody had taken.",
        "bizstep/attempting": "A courier tried to deliver and could not.",
        "bizstep/sending_back": "What could not be delivered sets out for the agency again.",
        "bizstep/losing": "A thing is missed and traced.",
        "bizstep/correcting": "A thing stands as it does because an event before was wrong.",
        "disp/delivered": "The thing is with whom it was sent to.",
        "disp/returning": "The thing is on its way back to the agency.",
        "disp/lost": "Nobody knows where the thing is.",
        "btt/dossier": "The administrative dossier for which a consignment travels.",
    }
)
_SCHEMA = "http://www.w3.org/2000/01/rdf-schema#"
_PROPERTY = "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property"


def vocabulary(names: EpcisNames) -> dict[str, Any]:
    """Return the definitions of all our words in JSON-LD."""
    return {
        "@context": {"rdfs": _SCHEMA, "label": "rdfs:label", "comment": "rdfs:comment"},
        "@graph": [
            {
                "@id": names.word(word),
                "@type": "rdfs:Resource" if "/" in word else _PROPERTY,
                "label": word.rpartition("/")[2],
                "comment": {"@value": meaning, "@language": "en"},
            }
            for word, meaning in WORDS.items()
        ],
    }
