// A partner that fails: the last of the checks, because it takes the gateway a while to trust it again.
import assert from "node:assert/strict";
import { answered } from "./browser.mjs";

export async function what_a_partner_did_not_give_is_said_in_words({ common, token, police }) {
  const order = (kind) => fetch(`${police}/_sandbox/fault`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind, times: 1000 }),
  });
  assert.ok((await order("server-error")).ok);
  const tab = await common.page();
  await tab.fill("#token", token);
  await tab.selectOption("#purpose", "SUPPORT");
  // What no check before asked for: a kept answer needs no partner.
  const incident = "occurred { earliest } disclosure { gaps { cause partner { name } } }";
  await tab.fill("#query", `{ victims(first: 3) { nodes { incidents(first: 5) { nodes { ${incident} } } } } }`);
  assert.match(await answered(tab), /^Answered\. \d+ missing from partners\. HTTP 200/);
  const note = await tab.textContent("#notes li:first-child");
  assert.match(note, /^Missing of victims 1 incidents 1.* \(SILENT\): Leicestershire Police\.$/);
  await order("none");
  await tab.close();
}
