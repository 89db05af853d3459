import logging
logging.basicConfig(level=logging.INFO)
def inner(): return 1/0
def outer():
    try: inner()
    except ZeroDivisionError as e:
        raise RuntimeError("second\nline two of message") from e
logging.info("starting")
try: outer()
except RuntimeError: logging.exception("request failed")
logging.info("going on")
print("plain", flush=True)
try:
    try: {}['a']
    except KeyError: int('x')
except ValueError: logging.exception("during handling")
def rec(n): return rec(n+1)
rec(0)
