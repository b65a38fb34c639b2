"""Addresses at which a browser finds networks: their weights, what they know of digits, and the figure of their layers.

Those of shipped weights are made of the settings and may be kept for ever; a learner's own are under a name that nobody
can guess, as long as there is a session with them.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary, WeakValueDictionary

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cnn.figures.arrangement import ARRANGEMENTS, WIDE
from cnn.figures.theme import theme_named
from cnn.figures.unfilled import SCALES, unfilled_network
from cnn.network.model import SimpleCNN
from cnn.network.shapes import attempted_layers, layer_shapes
from cnn.network.spec import SETTINGS, TEXTBOOK, NetworkSpec, SpecError
from cnn.paths import ASSETS, ROOT
from cnn.ui import models
from cnn.ui.headings import heading
from cnn.ui.known_digits import known_to
from cnn.ui.payload import packed
from cnn.ui.server.fc1 import GONE, fc1_of
from cnn.ui.server.static_files import FOR_EVER, OWN, base_path, is_served, plotly_address
from cnn.weights.load import LoadedModel
from cnn.weights.package import network_package

NETWORKS, OWN_NETWORKS, DRAWINGS, KNOWN, OWN_KNOWN = "networks", "own", "drawings", "known", "own_known"
"""What the addresses begin with, after `OWN`."""

_SHARED = {"weights": "shared"}
"""In a query: the weights that all settings share, for the textbook network too."""

_lock = threading.Lock()
_tokens: WeakKeyDictionary[SimpleCNN, str] = WeakKeyDictionary()
_models: WeakValueDictionary[str, SimpleCNN] = WeakValueDictionary()


@lru_cache(maxsize=1)
def version() -> str:
    """A hash of all that the answers are made of: the shipped weights, and this package."""
    found = hashlib.sha256()
    for path in sorted([*ASSETS.glob("*.safetensors"), *(ROOT / "cnn").rglob("*.py")]):
        found.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:12]


def network_address(loaded: LoadedModel) -> str | None:
    """Where a browser finds a network, relative to a page; None where the server does not offer it.

    A picture that is sent there (POST, 784 float32 from 0 to 1) is answered with the outputs of fc1, float32.
    """
    if not is_served():
        return None
    if loaded.is_shipped:
        return _shipped_address(loaded.model.spec, loaded.origin == "shared")
    return f"./{OWN}/{OWN_NETWORKS}/{_token(loaded.model)}"


def _shipped_address(spec: NetworkSpec, is_shared: bool, what: str = NETWORKS) -> str:
    """what: `NETWORKS` or `KNOWN`. is_shared: whether the textbook network has the weights that all settings share; the
    others have them anyway."""
    weights = _SHARED if is_shared and spec == TEXTBOOK else {}
    return f"./{OWN}/{what}/{version()}?{urlencode(spec.to_query() | weights)}"


def known_address(loaded: LoadedModel) -> str | None:
    """Where a browser finds what a network knows of digits; None where nothing is known, or not yet."""
    if known_to(loaded) is None:
        return None
    if loaded.is_shipped:
        return _shipped_address(loaded.model.spec, loaded.origin == "shared", KNOWN)
    return f"./{OWN}/{OWN_KNOWN}/{_token(loaded.model)}"


def drawing_address(wanted: NetworkSpec, theme: str, places: str = "", is_shared: bool = False) -> str:
    """Where a browser finds the figure of a network's layers, relative to a page. theme: "light" or "dark".

    places: a name of `ARRANGEMENTS`, "" for "wide". With `places=narrow` it is the figure for a phone. is_shared: its
    network is the one with the weights that all settings share.
    """
    query = wanted.to_query() | {"theme": theme} | ({"places": places} if places else {})
    query |= _SHARED if is_shared else {}
    return f"./{OWN}/{DRAWINGS}/{version()}?{urlencode(query)}"


def _token(model: SimpleCNN) -> str:
    with _lock:
        token = _tokens.setdefault(model, secrets.token_urlsafe(16))
        _models[token] = model
    return token


def model_named(token: str) -> SimpleCNN | None:
    """The network with this token, as long as somebody has it."""
    return _models.get(token)


def is_known(rest: str) -> bool:
    """Whether there may be something at an address; rest: what stands after `OWN`."""
    first, _, name = rest.partition("/")
    return "/" not in name and (
        (first in (NETWORKS, DRAWINGS, KNOWN) and name == version()) or first in (OWN_NETWORKS, OWN_KNOWN)
    )


def routes() -> list[Route]:
    """The routes of all."""
    folder = f"{base_path()}/{OWN}"
    return [
        Route(f"{folder}/{NETWORKS}/{version()}", _answering(_shipped)),
        Route(f"{folder}/{NETWORKS}/{version()}", fc1_of(_shipped_model), methods=["POST"]),
        Route(f"{folder}/{DRAWINGS}/{version()}", _answering(_drawing)),
        Route(f"{folder}/{KNOWN}/{version()}", _answering(_known, "Nothing is known of this network’s digits.")),
        Route(f"{folder}/{OWN_NETWORKS}/{{token}}", _own(network_package)),
        Route(f"{folder}/{OWN_NETWORKS}/{{token}}", fc1_of(_own_model), methods=["POST"]),
        Route(f"{folder}/{OWN_KNOWN}/{{token}}", _own(_own_known)),
    ]


def _answering(make: Callable[[str], bytes | None], missing: str = "") -> Callable[[Request], Any]:
    """An endpoint for what `make` makes of a query; None where there is no such thing, and `missing` says so."""

    async def endpoint(request: Request) -> Response:
        try:
            content = await run_in_threadpool(make, request.url.query)
        except SpecError as error:
            return JSONResponse({"problem": str(error)}, 422, {"Cache-Control": "no-store"})
        if content is None:
            return JSONResponse({"problem": missing}, 404, {"Cache-Control": "no-store"})
        return Response(content, headers={"Cache-Control": FOR_EVER}, media_type="application/octet-stream")

    return endpoint


def _shipped(query: str) -> bytes:
    asked = QueryParams(query)
    return _package_of(NetworkSpec.from_query(asked), _is_shared(asked))


def _shipped_model(request: Request) -> SimpleCNN:
    return _loaded_for(request.query_params).model


def _own_model(request: Request) -> SimpleCNN | None:
    return model_named(request.path_params["token"])


def _is_shared(asked: QueryParams) -> bool:
    return _SHARED.items() <= dict(asked).items()


@lru_cache(maxsize=8)
def _package_of(spec: NetworkSpec, is_shared: bool) -> bytes:
    """At most 4 MB each are kept; to make one anew takes 3 ms."""
    return network_package(_loaded(spec, is_shared).model)


def _loaded(spec: NetworkSpec, is_shared: bool) -> LoadedModel:
    return models.shared_for(spec) if is_shared else models.model_for(spec)


def _loaded_for(asked: QueryParams) -> LoadedModel:
    return _loaded(NetworkSpec.from_query(asked), _is_shared(asked))


@lru_cache(maxsize=256)
def _drawing(query: str) -> bytes:
    """The figure of all layers, or why it cannot be drawn; and what stands over the settings of each layer."""
    asked = QueryParams(query)
    wanted = NetworkSpec.from_query({key: asked[key] for key in SETTINGS if key in asked})
    headings = {layer.name: heading(layer) for layer in attempted_layers(wanted)}
    try:
        layers = layer_shapes(wanted)
    except SpecError as error:
        return packed({"problem": str(error), "headings": headings})
    places = ARRANGEMENTS.get(asked.get("places", ""), WIDE)
    unfilled = unfilled_network(models.blank_trace(wanted), theme_named(asked.get("theme")), places)
    network = _shipped_address(wanted, _is_shared(asked))
    return packed(
        unfilled
        | {
            "headings": headings, "network": network, "scales": SCALES,
            "alt": models.words_of(layers), "source": plotly_address(), "problem": "",
        }
    )  # fmt: skip


def _known(query: str) -> bytes | None:
    known = known_to(_loaded_for(QueryParams(query)))
    return None if known is None else known.to_bytes()


def _own_known(model: SimpleCNN) -> bytes | None:
    known = known_to(LoadedModel(model, "yours"))
    return None if known is None else known.to_bytes()


def _own(make: Callable[[SimpleCNN], bytes | None]) -> Callable[[Request], Any]:
    """An endpoint for what `make` makes of a learner's own network."""

    async def endpoint(request: Request) -> Response:
        model = model_named(request.path_params["token"])
        content = None if model is None else await run_in_threadpool(make, model)
        if content is None:
            return JSONResponse({"problem": GONE}, 404, {"Cache-Control": "no-store"})
        headers = {"Cache-Control": "private, max-age=3600, immutable"}
        return Response(content, headers=headers, media_type="application/octet-stream")

    return endpoint
