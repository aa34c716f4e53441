// Everything by the keyboard alone.
import assert from "node:assert/strict";
import { answered } from "./browser.mjs";
import { contrast } from "./colour.mjs";

const focused = (tab) => tab.evaluate(() => document.activeElement.id || document.activeElement.tagName);

async function tabTo(tab, id) {
  for (let presses = 0; presses < 20; presses += 1) {
    if (await focused(tab) === id) return;
    await tab.keyboard.press("Tab");
  }
  assert.fail(`Tab never comes to ${id}`);
}

export async function a_question_is_asked_by_the_keyboard_alone({ common, token }) {
  const tab = await common.page();
  await tabTo(tab, "token");
  await tab.keyboard.type(token);
  await tabTo(tab, "purpose");
  await tab.keyboard.type("SUPPORT");
  await tabTo(tab, "query");
  await tab.keyboard.press("Control+A");
  await tab.keyboard.type("{ victims(first: 1) { nodes { name { text } disclosure { withheld { field } } } } }");
  await tabTo(tab, "run");
  const status = await answered(tab, () => tab.keyboard.press("Enter"));
  assert.match(status, /^Answered\. \d+ fields withheld\. HTTP 200, \d+ ms\.$/);
  const { data } = JSON.parse(await tab.textContent("#answer"));
  assert.ok(data.victims.nodes[0].name.text);
  await tab.close();
}

export async function a_ready_question_leads_to_what_is_missing({ common, token }) {
  const tab = await common.page();
  await tab.keyboard.press("Tab");
  await tab.keyboard.press("Enter");
  assert.equal(await focused(tab), "token");
  assert.equal(await tab.inputValue("#purpose"), "SUPPORT");
  await tab.keyboard.type(token);
  await tabTo(tab, "query");
  const status = await answered(tab, () => tab.keyboard.press("Control+Enter"));
  assert.match(status, /^Answered\./);
  // The same persona's other question needs no other token; another persona's does.
  const press = async (nth) => {
    await tab.focus(`.ready li:nth-child(${nth}) button`);
    await tab.keyboard.press("Space");
    return focused(tab);
  };
  assert.equal(await press(2), "run");
  assert.equal(await press(3), "token");
  assert.equal(await tab.textContent("#persona"), "hate-crime-officer");
  await tab.close();
}

export async function focus_goes_in_order_and_is_seen({ common }) {
  for (const scheme of ["light", "dark"]) {
    const tab = await common.page({ scheme });
    const order = [];
    for (let presses = 0; presses < 10; presses += 1) {
      await tab.keyboard.press("Tab");
      order.push(await focused(tab));
      const seen = await tab.evaluate(() => {
        const { outlineStyle: style, outlineWidth: width, outlineColor: ring } = getComputedStyle(document.activeElement);
        return { style, width: parseFloat(width), ring, paper: getComputedStyle(document.documentElement).backgroundColor };
      });
      assert.equal(seen.style, "solid");
      assert.ok(seen.width >= 2 && contrast(seen.ring, seen.paper) >= 3, `${order.at(-1)}: ${JSON.stringify(seen)}`);
    }
    const ready = Array(3).fill("BUTTON");
    assert.deepEqual(order, [...ready, "token", "purpose", "query", "variables", "run", "schema", "answer"]);
    await tab.close();
  }
}
