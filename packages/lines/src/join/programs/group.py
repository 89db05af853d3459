def f():
    try: 1/0
    except Exception as e: return e
raise ExceptionGroup("several", [f(), ExceptionGroup("inner", [ValueError("a"), TypeError("b")])])
