"""A partner's own program: Accord's connector protocol, version 1, with the standard library alone. See README.md."""
import argparse, hmac, json, time, urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FIELDS = {"victim": ["name", "dateOfBirth", "contact", "ethnicity", "accessNeeds", "safeContact"],
          "incident": ["recordKind", "recognition", "occurred", "strands", "offence", "area", "narrative"]}
FRAME = {"id", "asOf", "restricted", "victims", "accused", "quoted", "consent"}

def journal():  # one change a line; a line that is still being written counts from the next reading on
    with open(args.data, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.endswith("\n")]

def only(record, fields):
    return {name: value for name, value in record.items() if name in FRAME or name in fields}

def batch_get(kind, question):
    latest = {}
    for change in journal():
        if kind in change: latest[change[kind]["id"]] = change[kind]
        elif change.get("gone", {}).get("record") == kind: latest.pop(change["gone"]["id"], None)
    there = [latest[id] for id in question["ids"] if id in latest]
    return {"records": [only(record, question["fields"]) for record in there],
            "missing": [id for id in question["ids"] if id not in latest]}

def changes(question):
    start, fields = int(question.get("cursor") or 0), question["fields"]
    news = [(n, change) for n, change in enumerate(journal()) if n >= start and change.keys() & {"gone", *fields}]
    page = [{kind: only(record, fields[kind]) if kind in fields else record for kind, record in change.items()}
            for _, change in news[:question["limit"]]]
    end = news[len(page) - 1][0] + 1 if page else start
    return {"changes": page, "next": str(end), "more": len(page) < len(news)}

def answer(path, question):
    match path.removesuffix(":batchGet").strip("/"):
        case "health": return 200, {"status": "ok"}
        case "capabilities": return 200, {
            "protocol": 1, "records": {kind: {"fields": fields} for kind, fields in FIELDS.items()}, "cap": 100, "selects": True,
            "feed": {"populations": ["AS_EXPORTED"], "tombstones": True}}
        case "victims": return 200, batch_get("victim", question)
        case "incidents": return 200, batch_get("incident", question)
        case "changes": return 200, changes(question)
    return 404, {"status": 404, "code": "PATH_UNKNOWN", "title": "There is nothing here."}

class Inbound(BaseHTTPRequestHandler):  # the gateway calls us
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        shown = self.headers.get("Authorization", "").encode()
        status, said = answer(self.path, json.loads(body or "null")) if hmac.compare_digest(shown, b"Bearer " + token.encode()) \
            else (401, {"status": 401, "code": "CREDENTIALS_UNKNOWN", "title": "Show the token."})
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if status == 200 else "application/problem+json")
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())
    do_GET = do_POST
    def log_message(self, *_): pass  # a log of questions would be a list of people

def post(path, value=None):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(args.dial + path, json.dumps(value).encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.loads(response.read() or "null")

def dial():  # we call the gateway
    while True:
        try:
            if asked := post("/next"):
                status, body = answer(asked["path"], asked["body"])
                post("/answers/" + asked["id"], {"status": status, "body": body})
        except OSError:  # no connection, or the gateway did not take it: once more, after a moment
            time.sleep(args.pause)

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--data", default="records.jsonl")
parser.add_argument("--token-file", required=True)
parser.add_argument("--port", type=int, default=0, help="answer calls on this machine; 0 takes a free port")
parser.add_argument("--dial", metavar="URL", help="call the gateway: https://GATEWAY/connectors/PARTNER")
parser.add_argument("--pause", type=float, default=2.0, help="seconds after a failure of --dial")
args = parser.parse_args()
token = open(args.token_file, encoding="utf-8").readline().strip()
if args.dial:
    dial()
server = ThreadingHTTPServer(("127.0.0.1", args.port), Inbound)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
