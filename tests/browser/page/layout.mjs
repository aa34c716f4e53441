// Small screens and large letters.
import assert from "node:assert/strict";
import { caseload } from "./browser.mjs";

const measured = (tab) => tab.evaluate(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const shown = [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility());
  const name = (e) => e.id || e.localName;
  return {
    scrollWidth,
    clientWidth,
    letters: parseFloat(getComputedStyle(document.getElementById("status")).fontSize),
    outside: shown.filter((e) => e.getBoundingClientRect().right > clientWidth + 0.5).map(name),
    clipped: shown.filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline" && e.id !== "token").map(name),
    small: shown.filter((e) => e.matches("button, input, select, textarea") && e.getBoundingClientRect().height < 44).map(name),
  };
});

async function fits(browser, width, height, token, letters) {
  const tab = await browser.page({ width, height });
  for (const state of ["empty", "answered"]) {
    if (state === "answered") assert.match(await caseload(tab, token), /^Answered/);
    const found = await measured(tab);
    const expected = { scrollWidth: width, clientWidth: found.clientWidth, letters, outside: [], clipped: [], small: [] };
    assert.ok(found.scrollWidth <= found.clientWidth, `${width} px, ${state}: ${found.scrollWidth} wide`);
    assert.deepEqual({ ...found, scrollWidth: width }, expected, `${width} px, ${state}`);
  }
  await tab.close();
}

export async function nothing_is_wider_than_a_phone({ common, token }) {
  await fits(common, 320, 640, token, 16);
  await fits(common, 375, 812, token, 16);
  await fits(common, 1280, 800, token, 16);
}

export async function letters_of_twice_the_size_fit({ large, token }) {
  await fits(large, 1280, 800, token, 32);
  await fits(large, 375, 812, token, 32);
  await fits(large, 320, 640, token, 32);
}
