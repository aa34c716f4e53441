"""A partner's own program: Accord's connector protocol, version 1, with the standard library alone. See README.md."""
import argparse, hmac, http.client, json, time, urllib.request
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FIELDS = {"victim": ["name", "dateOfBirth", "contact", "ethnicity", "accessNeeds", "safeContact"],
          "incident": ["recordKind", "recognition", "occurred", "strands", "offence", "area", "narrative"]}
CAPABILITIES = {"protocol": 1, "records": {kind: {"fields": fields} for kind, fields in FIELDS.items()}, "cap": 100,
                "selects": True, "feed": {"populations": ["AS_EXPORTED"], "tombstones": True}}

def journal():  # one change a line; a line that is still being written counts from the next reading on
    with open(args.data, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.endswith("\n")]

def only(kind, record, asked):  # what stands in FIELDS only where it was asked for; the rest is the frame of every record
    return {name: value for name, value in record.items() if name in asked or name not in FIELDS[kind]}

def batch_get(kind, ids, fields, **_):
    latest = {}
    for change in journal():  # of two lines about one record the later counts
        latest |= {record["id"]: None if "gone" in change else only(kind, record, fields)
                   for record in change.values() if kind in change or record.get("record") == kind}
    return {"records": [latest[id] for id in ids if latest.get(id)]}

def changes(limit, fields, cursor=None, **_):
    start = int(cursor or 0)
    news = [(n, change) for n, change in enumerate(journal()) if n >= start and change.keys() & {"gone", *fields}]
    page = [change if "gone" in change else {kind: only(kind, record, fields[kind]) for kind, record in change.items()}
            for _, change in news[:limit]]
    return {"changes": page, "next": str(news[len(page) - 1][0] + 1 if page else start), "more": len(page) < len(news)}

def answer(path, ask):
    routes = {"/health": lambda: {"status": "ok"}, "/capabilities": lambda: CAPABILITIES, "/changes": changes,
              "/victims:batchGet": partial(batch_get, "victim"), "/incidents:batchGet": partial(batch_get, "incident")}
    try: return (200, routes[path](**json.loads(ask) or {})) if path in routes else (404, {"status": 404, "code": "PATH_UNKNOWN"})
    except (KeyError, TypeError, ValueError): return 400, {"status": 400, "code": "QUESTION_INVALID"}

class Inbound(BaseHTTPRequestHandler):  # the gateway calls us
    def do_POST(self):
        ask = self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "null"
        ours = hmac.compare_digest(self.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
        status, said = answer(self.path, ask) if ours else (401, {"status": 401, "code": "CREDENTIALS_UNKNOWN"})
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())
    do_GET = do_POST
    log_message = lambda *_: None  # a log of questions would be a list of people

def post(path, value=None):  # we call the gateway
    request = urllib.request.Request(args.dial + path, json.dumps(value).encode(), {"Authorization": f"Bearer {token}"})
    return json.loads(urllib.request.urlopen(request, timeout=60).read() or "null")

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--data", default="records.jsonl", help="one change a line")
parser.add_argument("--token-file", required=True, help="the secret that both sides keep")
parser.add_argument("--port", type=int, default=0, help="where to be called, on this machine; 0 takes a free one")
parser.add_argument("--dial", metavar="URL", help="call the gateway instead: https://GATEWAY/connectors/PARTNER")
args = parser.parse_args()
token = open(args.token_file, encoding="utf-8").readline().strip()
while args.dial:
    try:
        if asked := post("/next"):
            status, body = answer(asked["path"], json.dumps(asked["body"]))
            post(f"/answers/{asked['id']}", {"status": status, "body": body})
    except (OSError, http.client.HTTPException):  # no connection, or the answer came too late: again, after a moment
        time.sleep(1)
server = ThreadingHTTPServer(("127.0.0.1", args.port), Inbound)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
