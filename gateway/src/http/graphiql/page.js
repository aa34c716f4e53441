import { SCHEMA, schemaText, summary } from "./words.js";

const field = (id) => document.getElementById(id);

// Asking, and the one answer that is shown: an older question's answer never goes over a newer one's.

let latest = 0;

async function ask(query, variables) {
  const headers = {
    "content-type": "application/json",
    accept: "application/graphql-response+json, application/json;q=0.9",
  };
  const token = field("token").value.trim();
  const purpose = field("purpose").value;
  if (token) headers.authorization = `Bearer ${token}`;
  if (purpose) headers["accord-purpose"] = purpose;
  const body = JSON.stringify({ query, variables });
  const began = performance.now();
  const response = await fetch("/graphql", { method: "POST", headers, body });
  const answer = await response.json();
  const took = Math.round(performance.now() - began);
  return { answer, how: `HTTP ${response.status}, ${took} ms` };
}

function show(status, { bad = false, notes = [], text = "" } = {}) {
  field("status").textContent = status;
  field("status").classList.toggle("bad", bad);
  field("notes").replaceChildren(...notes.map((note) => {
    const item = document.createElement("li");
    item.textContent = note;
    return item;
  }));
  field("answer").textContent = text;
}

async function run(query, variables, write = (answer) => JSON.stringify(answer, null, 2)) {
  const turn = ++latest;
  show("Asking ...");
  let shown = ["The gateway did not answer.", { bad: true }];
  try {
    const { answer, how } = await ask(query, variables);
    const { status, ...rest } = summary(answer);
    shown = [`${status} ${how}.`, { ...rest, text: write(answer) }];
  } catch { /* said already */ }
  if (turn !== latest) return;
  show(...shown);
  // On a phone the answer begins below the form.
  const heading = field("answer-heading");
  const { top } = heading.getBoundingClientRect();
  if (top < 0 || top > innerHeight / 2) heading.scrollIntoView();
}

// The controls.

field("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  let variables;
  try {
    variables = JSON.parse(field("variables").value || "{}");
  } catch {
    show("The variables are not JSON.", { bad: true });
    field("variables").focus();
    return;
  }
  run(field("query").value, variables);
});

field("query").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    field("ask").requestSubmit();
  }
});

field("schema").addEventListener("click", () => run(SCHEMA, {}, schemaText));

let tokenOf;

for (const button of document.querySelectorAll("button[data-persona]")) {
  button.addEventListener("click", () => {
    const { persona, purpose } = button.dataset;
    field("persona").textContent = persona;
    field("purpose").value = purpose;
    field("query").value = button.querySelector("template").content.textContent.trimStart();
    field("variables").value = "{}";
    // What is to be done next: another persona's question needs another token.
    const kept = field("token").value !== "" && tokenOf === persona;
    tokenOf = persona;
    if (kept) field("run").focus();
    else field("token").select();
  });
}
