"""A mail server on loopback that takes, refuses, hangs or hangs up, as each test wishes."""

import asyncio
import contextlib
import email
import socket

from aiosmtpd.controller import Controller


class Box:
    """What arrived, and how the server answers: `rcpt` and `data` by address, or for all under None."""

    def __init__(self):
        self.taken, self.rcpt, self.data, self.drops = [], {}, {}, 0

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 the library's name
        if answer := self.rcpt.get(address) or self.rcpt.get(None):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 the library's name
        answer = self.data.get(envelope.rcpt_tos[0]) or self.data.get(None)
        if answer == "hang":
            await asyncio.sleep(2)  # longer than the tests wait
        if answer and answer != "drop":
            return answer
        self.taken.append((envelope.rcpt_tos[0], email.message_from_bytes(envelope.content)))
        if answer == "drop":
            self.drops += 1
            server.transport.abort()
        return "250 OK"

    def to(self):
        return [address for address, _ in self.taken]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@contextlib.contextmanager
def mail_server(port=0):
    """(its box, its port), until the block ends."""
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=port or free_port(), ready_timeout=20)
    controller.start()
    try:
        yield box, controller.port
    finally:
        controller.stop()
