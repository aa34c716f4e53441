// Prints one line an audit: "ok|notice|warn|error ID NAME". Headers for every request come from the environment.
import { serverAudits } from "graphql-http";

const url = process.argv[2];
const extra = JSON.parse(process.env.ACCORD_HEADERS ?? "{}");
const fetchFn = (input, init = {}) =>
  fetch(input, { ...init, headers: { ...init.headers, ...extra } });

for (const audit of serverAudits({ url, fetchFn })) {
  const result = await audit.fn();
  const reason = result.status === "ok" ? "" : ` (${result.reason})`;
  console.log(`${result.status} ${audit.id} ${audit.name}${reason}`);
}
