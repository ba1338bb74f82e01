"""What a package costs a process: the time of its import, and memory. Prints the result."""

import gc
import importlib
import json
import sys
import time


def resident():
    """Resident memory in bytes."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


def main():
    given = json.loads(sys.argv[1])
    before = resident()
    start = time.perf_counter()
    package = importlib.import_module(given["module"])
    imported = time.perf_counter() - start
    result = {"import": imported, "imported": resident() - before}
    if given.get("url"):
        options = package.ConfigCatOptions(base_url=given["url"], polling_mode=package.PollingMode.auto_poll())
        client = package.get(given["sdk_key"], options)
        if client.get_value("version", "") == "":
            raise RuntimeError("There is no config.")
        for _ in range(3):
            gc.collect()
            time.sleep(given["settle"])
        result["client"] = resident() - before
        client.close()
    print(json.dumps({"result": result}), flush=True)


main()
