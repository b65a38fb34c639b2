"""Every kind of question, by its name."""

from cnn.quiz.kinds.cells import CELL_KINDS
from cnn.quiz.kinds.consequences import CONSEQUENCE_KINDS
from cnn.quiz.kinds.kind import Kind
from cnn.quiz.kinds.maps import MAP_KINDS
from cnn.quiz.kinds.parameters import PARAMETER_KINDS
from cnn.quiz.kinds.pooling import POOLING_KINDS
from cnn.quiz.kinds.shapes import SHAPE_KINDS
from cnn.quiz.kinds.shift import SHIFT_KINDS
from cnn.quiz.kinds.trust import TRUST_KINDS
from cnn.quiz.kinds.unread import UNREAD_KINDS

_ALL = (
    *SHAPE_KINDS, *UNREAD_KINDS, *CONSEQUENCE_KINDS, *PARAMETER_KINDS, *CELL_KINDS, *POOLING_KINDS, *MAP_KINDS,
    *SHIFT_KINDS, *TRUST_KINDS,
)  # fmt: skip

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}

TOPICS: tuple[str, ...] = tuple(dict.fromkeys(kind.topic for kind in _ALL))
