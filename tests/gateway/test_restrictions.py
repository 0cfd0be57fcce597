"""What a browser has not got, in a process of its own: it stays away."""

from __future__ import annotations

import subprocess
import sys
import textwrap


def run(source: str) -> str:
    """Run Python in which threads and sockets are as they are in the browser."""
    head = "from hipflask.browser import restrictions; restrictions.install()\n"
    result = subprocess.run(
        [sys.executable, "-c", head + textwrap.dedent(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_a_thread_says_why_it_does_not_start() -> None:
    told = run("""
        from concurrent.futures import ThreadPoolExecutor
        from threading import Thread
        for start in (Thread(target=print).start, lambda: ThreadPoolExecutor().submit(print)):
            try:
                start()
            except RuntimeError as error:
                print(error)
    """)
    assert told.count("Threads cannot be started in the browser") == 2


def test_a_socket_says_why_it_does_not_open() -> None:
    told = run("""
        import http.client, smtplib, socket
        attempts = [
            lambda: http.client.HTTPConnection("127.0.0.1").request("GET", "/"),
            lambda: smtplib.SMTP("127.0.0.1"),
            lambda: socket.socket().connect(("127.0.0.1", 9)),
            lambda: socket.socket().bind(("127.0.0.1", 0)),
        ]
        for attempt in attempts:
            try:
                attempt()
            except OSError as error:
                print(error)
    """)
    assert told.count("Sockets cannot be opened in the browser") == 4


def test_a_timer_needs_no_thread() -> None:
    told = run("""
        import asyncio, threading

        async def main():
            done = asyncio.Event()
            cancelled = threading.Timer(0, print, ["never"])
            cancelled.start()
            cancelled.cancel()
            timer = threading.Timer(0.01, done.set)
            timer.start()
            print(timer.is_alive(), cancelled.is_alive())
            try:
                timer.join()
            except RuntimeError as error:
                print(error)
            await done.wait()
            await asyncio.sleep(0)
            print(timer.is_alive(), threading.active_count())
            timer.join()
            try:
                timer.start()
            except RuntimeError as error:
                print(error)

        asyncio.run(main())
    """)
    assert told.splitlines() == [
        "True False",
        "A timer cannot be waited for in the browser: it would never end.",
        "False 1",
        "threads can only be started once",
    ]


def test_a_timer_that_was_never_started_cannot_be_joined() -> None:
    told = run("""
        import threading
        try:
            threading.Timer(1, print).join()
        except RuntimeError as error:
            print(error)
    """)
    assert told == "cannot join thread before it is started"
