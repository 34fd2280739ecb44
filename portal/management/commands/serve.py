"""`manage.py serve`: the web server and the worker for jobs, started and stopped together."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import NamedTuple

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

LOOK_EVERY = 0.2  # seconds between two looks at the children
START_WITHIN = 30.0  # seconds until the web server must answer
STOP_WITHIN = 20.0  # seconds a child gets to finish its request or job
EVERYWHERE = ("0.0.0.0", "::")


class Child(NamedTuple):
    """A process that `serve` answers for."""

    name: str
    process: subprocess.Popen[bytes]


class Command(BaseCommand):
    """Run granian and the job worker until a signal comes or one of them ends.

    Each child has a session of its own, so that Ctrl-C reaches only this process, which then
    asks both to finish: the worker takes a second signal as an order to drop its job.
    """

    help = "Serves the platform and works off its jobs; stops both when either ends."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or "8000")
        parser.add_argument(
            "--threads",
            type=int,
            default=4,
            help="requests answered at the same time (default: 4)",
        )

    def handle(self, *, host: str, port: int, threads: int, **options: object) -> None:
        self.children: list[Child] = []
        self.asked_to_stop = False
        _refuse_taken_port(host, port)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note_signal)
        try:
            self._start("web server", *_granian(host, port, threads))
            self._start("job worker", "manage.py", "worker")
            if self._wait_until_answering(host, port):
                self._say_ready(host, port)
            ended = self._wait_for_an_end()
        finally:
            self._stop()
        if ended is not None:
            raise CommandError(
                f"The {ended.name} ended by itself ({_ending(ended.process.returncode)}), so "
                "the rest was stopped too. Its own lines above say why."
            )
        self._say("Stopped.")

    def _start(self, name: str, *arguments: str) -> None:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=settings.BASE_DIR, start_new_session=True
        )
        self.children.append(Child(name, process))

    def _note_signal(self, number: int, frame: FrameType | None) -> None:
        """The first signal asks the children to finish, a second one ends them at once."""
        if self.asked_to_stop:
            for child in self.children:
                child.process.kill()
        self.asked_to_stop = True

    def _wait_until_answering(self, host: str, port: int) -> bool:
        deadline = time.monotonic() + START_WITHIN
        while self._all_well() and time.monotonic() < deadline:
            try:
                socket.create_connection((_reachable(host), port), timeout=1).close()
            except OSError:
                time.sleep(LOOK_EVERY)
            else:
                return True
        return False

    def _wait_for_an_end(self) -> Child | None:
        """The child that ended by itself, or None when a signal came."""
        while self._all_well():
            time.sleep(LOOK_EVERY)
        if self.asked_to_stop:
            return None
        return next(child for child in self.children if child.process.poll() is not None)

    def _all_well(self) -> bool:
        running = all(child.process.poll() is None for child in self.children)
        return running and not self.asked_to_stop

    def _stop(self) -> None:
        for child in self.children:
            if child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + STOP_WITHIN
        for child in self.children:
            try:
                child.process.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._say(f"The {child.name} did not stop in time and was ended.")
            # Its own children too: when granian is killed, its workers would live on.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()

    def _say_ready(self, host: str, port: int) -> None:
        self._say(
            f"Serving {settings.PUBLIC_URL} (listening on {host}:{port}); Ctrl-C stops it."
        )
        if host in EVERYWHERE and "//127.0.0.1" in settings.PUBLIC_URL:
            self._say(
                "Labels carry an address that only this machine can reach. Set PUBLIC_URL to "
                "its address in your network, and a phone can scan them."
            )

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _granian(host: str, port: int, threads: int) -> tuple[str, ...]:
    return (
        *("-m", "granian", "--interface", "wsgi", "config.wsgi:application"),
        *("--host", host, "--port", str(port), "--blocking-threads", str(threads)),
        *("--no-ws", "--log-level", "warning"),
    )


def _reachable(host: str) -> str:
    """An address under which a server listening on `host` can be called from here."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _refuse_taken_port(host: str, port: int) -> None:
    """Raise CommandError when nothing can listen on host and port."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            # As servers do: a port whose last connections are just closing counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise CommandError(
            f"Cannot listen on {host}:{port}: {error.strerror or error}. "
            "Choose another by HOST and PORT, for example PORT=8001."
        ) from error


def _ending(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
