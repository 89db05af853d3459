"""The shop's stock service, in Python: Flask and structlog where they are installed, the standard library otherwise.

Usage: PORT=8081 python3 stock.py
"""

import json
import logging
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PER_SHELF = 8
shelf = {}
lock = threading.Lock()


class OutOfStock(Exception):
    pass


def reserve(title):
    with lock:
        left = shelf.get(title, PER_SHELF) - 1
        shelf[title] = PER_SHELF if left < 0 else left
    if left < 0:
        raise OutOfStock(f"the last {title} is gone")
    return left


def plain_log():
    """Text lines with the request's id in brackets."""
    layout = "%(asctime)s %(levelname)s stock [%(request_id)s] %(message)s"
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format=layout)
    log = logging.getLogger("stock")

    def write(level, message, request_id, error=None, **fields):
        text = " ".join([message, *(f"{name}={value}" for name, value in fields.items())])
        log.log(level, text, extra={"request_id": request_id}, exc_info=error)

    return write


def structured_log(structlog):
    """JSON lines, as structlog writes them."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    )
    log = structlog.get_logger()

    def write(level, message, request_id, error=None, **fields):
        method = log.error if level >= logging.ERROR else log.info
        method(message, request_id=request_id, exc_info=error, **fields)

    return write


def make_log():
    try:
        import structlog
    except ImportError:
        return plain_log()
    return structured_log(structlog)


log = make_log()


def answer(title, request_id):
    """The status and the body for one reservation."""
    try:
        left = reserve(title)
    except OutOfStock as error:
        log(logging.ERROR, "cannot reserve", request_id, error=error, product=title)
        return 409, {"error": "out of stock"}
    log(logging.INFO, "reserved", request_id, product=title, left=left)
    return 200, {"left": left}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length") or 0))
        title = self.path.rpartition("/")[2]
        status, body = answer(title, self.headers.get("x-request-id", "-"))
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *arguments):
        pass


def make_server(port):
    try:
        import flask
        from werkzeug.serving import make_server as make_flask_server
    except ImportError:
        return ThreadingHTTPServer(("127.0.0.1", port), Handler)

    app = flask.Flask("stock")
    logging.getLogger("werkzeug").setLevel(logging.WARNING)

    @app.post("/reserve/<title>")
    def reserve_one(title):
        status, body = answer(title, flask.request.headers.get("x-request-id", "-"))
        return body, status

    return make_flask_server("127.0.0.1", port, app, threaded=True)


def stop(*_):
    sys.exit(0)


signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGINT, stop)
make_server(int(os.environ["PORT"])).serve_forever()
