// What assistive technology gets, and the colours.
import assert from "node:assert/strict";
import fs from "node:fs/promises";
import { createRequire } from "node:module";
import { answered, caseload } from "./browser.mjs";
import { contrast, transparent } from "./colour.mjs";

const AXE = await fs.readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CONTROLS = ["textbox", "combobox", "button"];

// The page as it comes, with an answer, and with an error, in light and in dark.
async function* states({ common, token }) {
  for (const scheme of ["light", "dark"]) {
    const tab = await common.page({ scheme });
    yield { name: `${scheme}, empty`, tab };
    await caseload(tab, token);
    yield { name: `${scheme}, answered`, tab };
    await tab.fill("#query", "{ nothing }");
    await answered(tab);
    yield { name: `${scheme}, error`, tab };
    await tab.close();
  }
}

export async function controls_have_names({ common }) {
  const tab = await common.page();
  const session = await tab.context().newCDPSession(tab);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const names = nodes.filter((n) => !n.ignored && CONTROLS.includes(n.role.value)).map((n) => n.name.value);
  const plain = ["Token", "Purpose", "Query", "Variables (JSON)", "Run", "Show the schema"];
  const ready = names.filter((name) => !plain.includes(name));
  assert.deepEqual(plain.filter((name) => !names.includes(name)), []);
  assert.equal(names.length, plain.length + 3, names.join());
  assert.ok(ready.every((name) => /^\S.* As .*, for /.test(name)), ready.join());
  await tab.close();
}

export async function the_page_has_an_outline({ common }) {
  const tab = await common.page();
  const outline = await tab.evaluate(() => ({
    lang: document.documentElement.lang,
    title: document.title,
    landmarks: ["header", "main"].map((name) => document.querySelectorAll(`body > ${name}`).length),
    outside: [...document.body.children].map((e) => e.localName),
    levels: [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((h) => Number(h.localName[1])),
  }));
  assert.equal(outline.lang, "en-GB");
  assert.notEqual(outline.title, "");
  assert.deepEqual(outline.landmarks, [1, 1]);
  assert.deepEqual(outline.outside, ["header", "main"]);
  assert.equal(outline.levels.filter((level) => level === 1).length, 1);
  assert.ok(outline.levels.every((level, i) => level <= (outline.levels[i - 1] ?? 0) + 1), outline.levels.join());
  await tab.close();
}

export async function text_is_told_from_its_ground(world) {
  for await (const { name, tab } of states(world)) {
    const texts = await tab.evaluate(() => [...document.querySelectorAll("body, body *")]
      .filter((e) => e.checkVisibility({ visibilityProperty: true }))
      .filter((e) => e.value || [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim() !== ""))
      .map((element) => {
        const grounds = [];
        for (let e = element; e; e = e.parentElement) grounds.push(getComputedStyle(e).backgroundColor);
        return { what: element.id || element.localName, colour: getComputedStyle(element).color, grounds };
      }));
    assert.ok(texts.length > 15, `${name}: ${texts.length} texts`);
    for (const { what, colour, grounds } of texts) {
      const ratio = contrast(colour, grounds.find((ground) => !transparent(ground)));
      assert.ok(ratio >= 4.5, `${name}, ${what}: ${ratio}`);
    }
  }
}

export async function axe_finds_nothing(world) {
  for await (const { name, tab } of states(world)) {
    // Not as a script element: the page's own policy forbids that.
    await tab.evaluate(AXE);
    const { violations, passes } = await tab.evaluate(() => window.axe.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }));
    const found = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" ")}`);
    assert.deepEqual(found, [], name);
    assert.ok(passes.length > 15, `${name}: ${passes.length} rules`);
  }
}
