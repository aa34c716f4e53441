// What the page says of an answer.
import assert from "node:assert/strict";
import { answered, caseload } from "./browser.mjs";

const status = (tab) => tab.getByRole("status");

export async function an_error_is_announced({ common, token }) {
  const tab = await common.page();
  // A live region speaks only where it was there, and empty, before the words were.
  assert.equal(await status(tab).textContent(), "");
  await tab.fill("#token", "not-a-token");
  await tab.fill("#query", "{ victims(first: 1) { nodes { id } } }");
  await answered(tab);
  assert.match(await status(tab).textContent(), /^Error: A valid bearer token is needed\. UNAUTHENTICATED\. HTTP 401, /);
  await tab.fill("#token", token);
  await tab.selectOption("#purpose", "SUPPORT");
  await tab.fill("#query", "{ nothing\n  there }");
  await answered(tab);
  assert.match(await status(tab).textContent(), /^2 errors\. HTTP 400, /);
  assert.match(await tab.textContent("#notes"), /FIELD_UNKNOWN, at line 2, column 3/);
  await tab.close();
}

export async function a_mistake_in_the_variables_is_announced_and_found({ common }) {
  const tab = await common.page();
  await tab.fill("#variables", "{");
  await tab.click("#run");
  assert.equal(await status(tab).textContent(), "The variables are not JSON.");
  assert.equal(await tab.evaluate(() => document.activeElement.id), "variables");
  await tab.close();
}

export async function what_is_withheld_is_said_in_words({ common, token }) {
  const tab = await common.page({ width: 375, height: 812 });
  assert.match(await caseload(tab, token), /^Answered\. \d+ fields withheld\. HTTP 200/);
  const note = await tab.textContent("#notes li:first-child");
  assert.match(note, /^Withheld of victims 1\b.* \(NOT_SHARED\): .*\baddress \(LOCATION\), /);
  // Below the form on a phone: the page goes there by itself.
  const { top } = await tab.evaluate(() => document.getElementById("status").getBoundingClientRect().toJSON());
  assert.ok(top >= 0 && top < 406, `the status is at ${top}`);
  await tab.close();
}

export async function the_schema_is_shown_as_text({ common }) {
  const tab = await common.page();
  await answered(tab, () => tab.click("#schema"));
  const text = await tab.textContent("#answer");
  assert.match(text, /^type Victim$/m);
  assert.match(text, /^ {2}name: HumanName$/m);
  assert.match(text, /^ {2}victims\(.*first: Int/m);
  await tab.close();
}
