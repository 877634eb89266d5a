"""Running the server: one process with an event loop, started and stopped cleanly."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from kzcn.errors import SetupError
from kzcn.serve.app import make_app
from kzcn.serve.connections import connections
from kzcn.serve.context import Context
from kzcn.serve.journal import take_over_logging, write
from kzcn.serve.refusals import busy
from kzcn.serve.settings import Settings

KEEP_ALIVE_SECONDS = 10
SECONDS_AFTER_STOPPING = 2  # for the last answers to be sent
MOST_WAITING_CONNECTIONS = 256


class Server(uvicorn.Server):
    """uvicorn's server, which ends well when it is told to end, and tells its queries before."""

    def __init__(self, config: uvicorn.Config, context: Context) -> None:
        super().__init__(config)
        self.context = context

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Stops; at the second time at once."""
        self.force_exit = self.should_exit
        self.should_exit = True
        if self.context.loop:
            stopping = busy("The server is stopping.", retry_after=30)
            self.context.loop.call_soon_threadsafe(self.context.pool.stop, stopping)


def serve(settings: Settings, started: Callable[[str], None]) -> None:
    """Serves until the process is told to end; `started` is called with the address once it answers.

    Raises SetupError where there is no build, or where the address cannot be taken.
    """
    app = make_app(settings)
    context: Context = app.state.context
    listening = _listen(settings.host, settings.port)
    limits = settings.limits
    config = uvicorn.Config(
        app,
        loop="asyncio",
        http=connections(limits),  # type: ignore[arg-type] # any maker of protocols does
        ws="none",
        lifespan="off",  # below, so that errors come out as they are
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=limits.connections,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=int(limits.stopping_seconds) + SECONDS_AFTER_STOPPING,
    )
    take_over_logging()
    with listening:
        asyncio.run(_serve(Server(config, context), context, listening, started))


async def _serve(server: Server, context: Context, listening: socket.socket, started: Callable[[str], None]) -> None:
    async with context.running():
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, _reload, context)
        started(_address(listening))
        await server.serve(sockets=[listening])


def _reload(context: Context) -> None:
    async def reload() -> None:
        try:
            await context.reload()
            write(message="serving the new build", build=context.checksum)
        except SetupError as error:
            write(level="error", message=str(error))

    task = asyncio.ensure_future(reload())
    context.tasks.add(task)
    task.add_done_callback(context.tasks.discard)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol by its number, or asyncio leaves Nagle's algorithm on and every answer waits for 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        reason = error.strerror or str(error)
        raise SetupError(f"Port {port} of {host} cannot be used: {reason}. Name another: --port {port + 1}") from error
    listening.listen(MOST_WAITING_CONNECTIONS)
    return listening


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
