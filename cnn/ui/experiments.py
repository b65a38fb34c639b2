"""What the learner tries on the page Reasons, as a part of the session. Imports no Streamlit."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from cnn.explain.lesion import Lesion
from cnn.explain.perturb import BY_NAME, Change
from cnn.explain.preparation_worth import Handling
from cnn.network.spec import HIDDEN_LAYERS

FIRST_KIND = "right"


@dataclass(frozen=True, eq=False)
class Experiments:
    """What is changed, and left out.

    change: of the 28×28 picture. kind: the change whose curve is shown, one of `perturb.BY_NAME`. handling: the
    learner's own choice of steps. lesion: of the network; layer: whose channels are shown.
    """

    change: Change = field(default=Change())
    kind: str = FIRST_KIND
    handling: Handling = field(default=Handling())
    lesion: Lesion = field(default=Lesion())
    layer: str = HIDDEN_LAYERS[0]

    @property
    def change_text(self) -> str:
        """`change` and `kind` for a link, "" for the first ones."""
        text = self.change.to_text()
        return "~".join(filter(None, ("" if self.kind == FIRST_KIND else self.kind, text)))

    @classmethod
    def of_link(cls, change: str, handling: str, lesion: str, layer: str) -> Experiments:
        """From the texts of a link; what cannot be read is as at the start."""
        first = change.partition("~")[0]
        kind = first if first in BY_NAME else FIRST_KIND
        return cls(Change.from_text(change), kind, Handling.from_text(handling), Lesion.from_text(lesion), layer)

    def with_value(self, kind: str, value: float) -> Experiments:
        """After one slider was moved: its curve is the one to show."""
        return replace(self, change=self.change.with_value(kind, value), kind=kind)
