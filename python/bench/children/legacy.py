"""Generation 5, of either package: answers each line, a flag and a number of calls, with nanoseconds per call."""

import importlib
import json
import sys
import time

PEOPLE = [
    (f"user-{number}", f"jane.doe.{1000 + number}@example.com", "Hungary", {"AppVersion": "2.3.1", "Plan": "pro"})
    for number in range(16)
]


def make_loop():
    def loop(count, get_value, key, users):
        hits = 0
        for index in range(count):
            if get_value(key, False, users[index & 15]) is True:
                hits += 1
        return hits

    return loop


def main():
    given = json.loads(sys.argv[1])
    package = importlib.import_module(given["module"])
    user_class = importlib.import_module(given["module"] + ".user").User
    users = [user_class(*person) for person in PEOPLE]
    client = package.create_client_with_manual_poll(given["sdk_key"], base_url=given["url"])
    client.force_refresh()
    loops = {}
    for line in sys.stdin:
        key, count = json.loads(line)
        loop = loops.get(key) or loops.setdefault(key, make_loop())
        start = time.perf_counter_ns()
        hits = loop(count, client.get_value, key, users)
        taken = (time.perf_counter_ns() - start) / count
        print(json.dumps({"taken": taken, "hits": hits}), flush=True)
    client.stop()


main()
