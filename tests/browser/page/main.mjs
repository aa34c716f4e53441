// Prints a line a check: "ok NAME" or "failed NAME: why". From the environment: ACCORD_BASE, ACCORD_TOKEN,
// ACCORD_POLICE, ACCORD_CHROMIUM. Every failure is told, not the first alone.
import { open } from "./browser.mjs";
import * as access from "./access.mjs";
import * as keyboard from "./keyboard.mjs";
import * as layout from "./layout.mjs";
import * as partner from "./partner.mjs";
import * as policy from "./policy.mjs";
import * as words from "./words.mjs";

const base = process.env.ACCORD_BASE;
const token = process.env.ACCORD_TOKEN;
const police = process.env.ACCORD_POLICE;

// A browser that hangs must not hang the suite.
setTimeout(() => { console.log("failed all: two minutes are over"); process.exit(1); }, 120_000).unref();

const common = await open(base);
const large = await open(base, { fontSize: 32 });
const checks = [keyboard, words, access, layout, policy, partner].flatMap((subject) => Object.entries(subject));

for (const [name, check] of checks) {
  const began = performance.now();
  try {
    await check({ common, large, base, token, police });
    console.log(`ok ${name}, ${Math.round(performance.now() - began)} ms`);
  } catch (error) {
    console.log(`failed ${name}: ${error.stack ?? error}`);
  }
}
for (const browser of [common, large]) {
  const wrong = [...browser.complaints(), ...browser.strangers()];
  console.log(wrong.length ? `failed quiet: ${wrong.join("; ")}` : "ok quiet");
  await browser.close();
}
