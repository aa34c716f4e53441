// The Content-Security-Policy, tried out against another server on this machine.
import assert from "node:assert/strict";
import http from "node:http";

async function stranger(work) {
  const asked = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(200, { "content-type": "text/html", "access-control-allow-origin": "*" });
    response.end(request.url.startsWith("/frame") ? `<iframe src="${decodeURIComponent(request.url.slice(7))}">` : "");
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  try {
    await work(`http://127.0.0.1:${server.address().port}`, asked);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

export async function the_page_can_reach_no_other_server({ common }) {
  await stranger(async (elsewhere, asked) => {
    const tab = await common.page({ listens: false });
    const found = await tab.evaluate(async (there) => {
      const broken = [];
      document.addEventListener("securitypolicyviolation", (event) => broken.push(event.effectiveDirective));
      const fetched = await fetch(`${there}/fetch`).then(() => "fetched", () => "refused");
      const add = (name, properties) => document.body.append(Object.assign(document.createElement(name), properties));
      add("script", { src: `${there}/script.js` });
      add("script", { textContent: "window.ran = true" });
      add("style", { textContent: "body { display: none }" });
      add("link", { rel: "stylesheet", href: `${there}/style.css` });
      add("img", { src: `${there}/image.png` });
      add("iframe", { src: `${there}/frame` });
      const form = Object.assign(document.createElement("form"), { action: `${there}/form`, method: "post" });
      document.body.append(form);
      form.submit();
      await new Promise((done) => setTimeout(done, 500));
      return { fetched, broken: [...new Set(broken)].sort(), ran: window.ran, body: getComputedStyle(document.body).display };
    }, elsewhere);
    assert.deepEqual(asked, []);
    assert.deepEqual(found, {
      fetched: "refused",
      broken: ["connect-src", "form-action", "frame-src", "img-src", "script-src-elem", "style-src-elem"],
      ran: undefined,
      body: "block",
    });
    await tab.close();
  });
}

export async function no_other_page_can_frame_it({ common, base }) {
  await stranger(async (elsewhere) => {
    const tab = await common.page({ listens: false });
    const refused = tab.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
    await tab.goto(`${elsewhere}/frame/${encodeURIComponent(`${base}/graphiql`)}`);
    await refused;
    await tab.close();
  });
}

export async function it_asks_for_its_own_files_and_answers_alone({ common, base }) {
  const linked = ["/graphiql/page.js", "/graphiql/words.js", "/graphiql/page.css"];
  for (const path of [...linked, "/graphiql/icon.svg"]) assert.equal((await fetch(base + path)).status, 200, path);
  // The icon is the browser's own errand: it is not always seen here.
  const own = common.requests.filter((url) => url.startsWith(`${base}/`)).map((url) => url.slice(base.length));
  const paths = new Set(own.filter((path) => path !== "/graphiql/icon.svg"));
  assert.deepEqual([...paths].sort(), ["/graphiql", "/graphql", ...linked].sort());
}
