"""The application: what is served at which path, and what holds for every request."""

from __future__ import annotations

from functools import partial

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kzcn.errors import QueryError
from kzcn.serve import site
from kzcn.serve.clients import Proxied, Throttle
from kzcn.serve.context import Context
from kzcn.serve.endpoint import METHODS, Endpoint, refused
from kzcn.serve.journal import Journal
from kzcn.serve.refusals import RefusedError
from kzcn.serve.security import Bounded, Security
from kzcn.serve.settings import Settings

TOLD = ["Content-Encoding", "Content-Location", "ETag", "Link", "Retry-After"]


def make_app(settings: Settings) -> Starlette:
    """The server as an ASGI application, its context in `app.state.context`: it answers while that is running.

    Raises SetupError where the folder holds no build.
    """
    context = Context(settings)

    app = Starlette(
        routes=[
            Route("/sparql", Endpoint(context), methods=METHODS),
            Route("/health", partial(health, context)),
            *site.routes(context),
        ],
        middleware=[
            *([Middleware(Proxied)] if settings.behind_proxy else []),
            Middleware(Journal, context.client, whole_queries=settings.log_queries),
            Middleware(Security),
            Middleware(
                CORSMiddleware, allow_origins=["*"], allow_methods=METHODS, allow_headers=["*"], expose_headers=TOLD
            ),
            Middleware(Bounded, Throttle(settings.limits), context.client),
        ],
        exception_handlers={RefusedError: _refused, QueryError: _unanswered},
    )
    app.state.context = context
    return app


async def health(context: Context, _: Request) -> Response:
    """Whether the graph can be asked (503 where not), which build it is, and what is running."""
    pool = context.pool
    forks = pool.forks
    ok = forks is not None and not forks.gone.is_set() and pool.stopped is None
    slow = sum(turn.slow for turn in pool.lanes.running)
    return JSONResponse(
        {
            "ok": ok,
            "build": context.checksum,
            "quads": forks.quads if forks else 0,
            "workers": len(forks.workers) if forks else 0,
            "queries": {
                "quick": len(pool.lanes.running) - slow,
                "slow": slow,
                "waiting": len(pool.lanes.waiting),
            },
        },
        200 if ok else 503,
        {"Cache-Control": "no-store"},
    )


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    return refused(request.scope, error)


async def _unanswered(_: Request, error: Exception) -> Response:
    """A query of our own that the graph cannot answer, as where a library's file is broken."""
    return PlainTextResponse(f"This page cannot be made: {error}\n", 500)
