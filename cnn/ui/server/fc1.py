"""The outputs of fc1 for a picture: what a browser asks for where a network's weights are too many to be sent.

The answer has a kilobyte at most; the weights of fc1 would have up to 51 MB.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from torch import Tensor

from cnn.network.model import SimpleCNN
from cnn.network.spec import INPUT_SIZE, SpecError

GONE = "There is no such network any more."

_BYTES = 4 * INPUT_SIZE**2

_HEADERS = {"Cache-Control": "no-store"}


def fc1_of(find: Callable[[Request], SimpleCNN | None]) -> Callable[[Request], Any]:
    """An endpoint for pictures of the network that `find` finds: 784 float32 from 0 to 1, row by row, answered with the
    outputs of fc1, float32 (hidden_units,)."""

    async def endpoint(request: Request) -> Response:
        image = picture_in(await _body(request))
        if image is None:
            return _problem(422, f"Send {INPUT_SIZE}×{INPUT_SIZE} numbers from 0 to 1, float32.")
        try:
            values = await run_in_threadpool(lambda: _values(find(request), image))
        except SpecError as error:
            return _problem(422, str(error))
        if values is None:
            return _problem(404, GONE)
        return Response(values, headers=_HEADERS, media_type="application/octet-stream")

    return endpoint


async def _body(request: Request) -> bytes:
    """What was sent, up to one byte more than a picture has."""
    body = b""
    async for chunk in request.stream():
        body += chunk[: _BYTES + 1]
        if len(body) > _BYTES:
            break
    return body


def picture_in(body: bytes) -> Tensor | None:
    """A picture (1, 1, 28, 28) from its bytes; None if they are none."""
    if len(body) != _BYTES:
        return None
    values = np.frombuffer(body, "<f4").astype(np.float32)
    if not ((values >= 0) & (values <= 1)).all():
        return None
    return torch.from_numpy(values).reshape(1, 1, INPUT_SIZE, INPUT_SIZE)


def _values(model: SimpleCNN | None, image: Tensor) -> bytes | None:
    if model is None:
        return None
    with torch.no_grad():
        return next(output for name, output in model.steps(image) if name == "fc1").numpy().tobytes()


def _problem(status: int, words: str) -> Response:
    return JSONResponse({"problem": words}, status, _HEADERS)
