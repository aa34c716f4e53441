// One Chromium with a profile of its own. It can resolve no name, and every request of its pages is noted.
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

const ARGUMENTS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

export async function open(base, { fontSize } = {}) {
  const profile = await fs.mkdtemp(path.join(os.tmpdir(), "accord-browser-"));
  if (fontSize) {
    // What a person sets who needs larger letters.
    const preferences = { webkit: { webprefs: { default_font_size: fontSize } } };
    await fs.mkdir(path.join(profile, "Default"));
    await fs.writeFile(path.join(profile, "Default/Preferences"), JSON.stringify(preferences));
  }
  const executablePath = process.env.ACCORD_CHROMIUM;
  const context = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args: ARGUMENTS });
  context.setDefaultTimeout(20_000);
  const requests = [];
  const complaints = [];
  context.on("request", (request) => requests.push(request.url()));

  const page = async ({ width = 1280, height = 800, scheme = "light", listens = true } = {}) => {
    const tab = await context.newPage();
    if (listens) {
      tab.on("pageerror", (error) => complaints.push(`page error: ${error}`));
      tab.on("console", (message) => {
        // A refused question is an answer; the browser notes its status all the same.
        const refused = message.text().includes("the server responded with a status of 40");
        if (!refused) complaints.push(`console: ${message.text()}`);
      });
    }
    await tab.setViewportSize({ width, height });
    await tab.emulateMedia({ colorScheme: scheme });
    await tab.goto(`${base}/graphiql`);
    return tab;
  };
  const close = async () => {
    await context.close();
    await fs.rm(profile, { recursive: true, force: true });
  };
  // The policy's check asks for other places on purpose, on loopback too.
  const strangers = () => requests.filter((url) => !["127.0.0.1", ""].includes(new URL(url).hostname));
  return { page, close, requests, complaints: () => complaints, strangers };
}

// Runs what the page holds and waits for its answer.
export async function answered(tab, press = () => tab.click("#run")) {
  await press();
  await tab.waitForFunction(() => !["", "Asking ..."].includes(document.getElementById("status").textContent));
  return tab.textContent("#status");
}

// The first ready question, run with this token: the longest answer of the three.
export async function caseload(tab, token) {
  await tab.click(".ready li:nth-child(1) button");
  await tab.fill("#token", token);
  return answered(tab);
}
