"""The longest stall of a loop while one large config replaces another. Prints the result."""

import gc
import importlib
import json
import sys
import time

#: So long a stall is waited for after what may cause it, in seconds.
AFTER = 0.1
#: As long as the next poll takes to come, on average.
IDLE = 0.5
#: How often the loop looks at the flag.
LOOK = 0.01


def longest_stall(is_over):
    """Seconds between two turns of the loop, at most, until ``is_over()`` and a moment after."""
    worst = 0.0
    end = None
    look = last = time.perf_counter()
    while end is None or last < end:
        now = time.perf_counter()
        if now - last > worst:
            worst = now - last
        last = now
        if end is None and now >= look:
            look = now + LOOK
            if is_over():
                end = time.perf_counter() + AFTER
    return worst


def ask(question):
    print(json.dumps({"question": question}), flush=True)
    sys.stdin.readline()


def main():
    given = json.loads(sys.argv[1])
    package = importlib.import_module(given["module"])
    polling = package.PollingMode.auto_poll(poll_interval_seconds=1)
    client = package.get(given["sdk_key"], package.ConfigCatOptions(base_url=given["url"], polling_mode=polling))
    client.get_value(given["key"], "")
    stalls = {"idle": [], "swap": []}
    for swap in range(1, given["swaps"] + 1):
        version = str(swap % 2)
        gc.collect()
        end = time.perf_counter() + IDLE
        stalls["idle"].append(longest_stall(lambda: time.perf_counter() >= end))
        ask(version)
        deadline = time.perf_counter() + 20
        stalls["swap"].append(
            longest_stall(lambda: client.get_value(given["key"], "") == version or time.perf_counter() > deadline)
        )
        if client.get_value(given["key"], "") != version:
            raise RuntimeError("The config did not arrive.")
    client.close()
    print(json.dumps({"result": stalls}), flush=True)


main()
