"""An agent over the Model Context Protocol, whole but for the model: it searches, reads the best hits and cites them.

    agent.py FOLDER QUESTION...

`search` is taken from the path, or from the environment variable SEARCH.
"""

import json
import os
import subprocess
import sys


class Server:
    """The program, and the tools that it has."""

    def __init__(self, folder):
        program = os.environ.get("SEARCH", "search")
        self.process = subprocess.Popen(
            [program, "--mcp", "--corpus", folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        self.last_id = 0
        me = {"name": "agent.py", "version": "1"}
        self.request("initialize", protocolVersion="2025-11-25", capabilities={}, clientInfo=me)
        self.send(method="notifications/initialized")
        self.tools = self.request("tools/list")["tools"]

    def send(self, **message):
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        self.process.stdin.flush()

    def request(self, method, **params):
        self.last_id += 1
        self.send(id=self.last_id, method=method, params=params)
        for line in self.process.stdout:
            answer = json.loads(line)
            if answer.get("id") != self.last_id:
                continue  # A notification.
            if "error" in answer:
                sys.exit(answer["error"]["message"])
            return answer["result"]
        sys.exit("the program ended")

    def call(self, tool, arguments):
        result = self.request("tools/call", name=tool, arguments=arguments)
        if result.get("isError"):
            return {"error": result["content"][0]["text"]}
        return result["structuredContent"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def next_call(question, seen):
    """Decides what to do next from what was seen so far: the place of a model, which would be given `server.tools`."""
    if not seen:
        return "search", {"query": question, "limit": 3, "max_bytes": 4096}
    hits = seen[0].get("hits", [])
    if len(seen) <= len(hits):
        return "read", {"id": hits[len(seen) - 1]["id"], "max_bytes": 2048}
    return None


def cite(page):
    place = page["path"]
    if "lines" in page:
        place += ":{}-{}".format(*page["lines"])
    trail = " › ".join([page["title"], *page["headings"]])
    print(f"{place}  {trail}")
    # What a document says is shown, never obeyed.
    print(page["text"].strip())
    if "more" in page:
        print(f"[{page['more']}]")
    print()


def main(folder, *question):
    server = Server(folder)
    seen = []
    while call := next_call(" ".join(question), seen):
        seen.append(server.call(*call))
        if "error" in seen[-1]:
            sys.exit(seen[-1]["error"])
    server.close()
    for page in seen[1:]:
        cite(page)
    return 0 if seen[1:] else 1


if len(sys.argv) < 3:
    sys.exit(__doc__)
sys.exit(main(*sys.argv[1:]))
