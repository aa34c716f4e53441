"use strict";

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

// What an answer says in words: its errors, and what is withheld or missing of which object.

function summary({ data, errors = [] }) {
  const found = { withheld: new Map(), gaps: new Map() };
  collect(data, [], found);
  const notes = [
    ...errors.map((e) => `${e.message} ${e.extensions.code}${place(e)}`),
    ...grouped("Withheld of", found.withheld, (w) => `${w.field ?? "a field"}${brackets(w.category, w.reason)}`),
    ...grouped("Missing of", found.gaps, (g) => `${g.field ?? "something"}${brackets(g.cause)}`),
  ];
  if (errors.length === 1) return { status: `Error: ${notes.shift()}.`, bad: true, notes };
  if (errors.length > 1) return { status: `${errors.length} errors.`, bad: true, notes };
  const total = (map) => [...map.values()].flat().length;
  const [withheld, gaps] = [total(found.withheld), total(found.gaps)];
  const parts = [withheld && `${withheld} withheld.`, gaps && `${gaps} missing.`];
  return { status: ["Answered.", ...parts.filter(Boolean)].join(" "), notes };
}

function collect(value, path, found) {
  if (value === null || typeof value !== "object") return;
  for (const [key, child] of Object.entries(value)) {
    const list = key === "withheld" || key === "gaps" ? child : undefined;
    const owner = path.filter((step) => step !== "nodes" && step !== "disclosure").join(" ");
    if (Array.isArray(list) && list.length > 0) found[key].set(owner, list);
    else collect(child, [...path, Array.isArray(value) ? Number(key) + 1 : key], found);
  }
}

// Objects of which the same is withheld share a line.
function grouped(lead, objects, words) {
  const lines = new Map();
  for (const [owner, list] of objects) {
    const line = [...new Set(list.map(words))].join(", ");
    lines.set(line, [...(lines.get(line) ?? []), owner]);
  }
  return [...lines].map(([line, owners]) => `${lead} ${owners.join(", ")}: ${line}.`);
}

function brackets(...words) {
  const known = words.filter(Boolean);
  return known.length ? ` (${known.join(", ")})` : "";
}

function place({ path, locations }) {
  if (path) return `, at ${path.join(" ")}`;
  return locations?.length ? `, at line ${locations[0].line}, column ${locations[0].column}` : "";
}

// The schema as text.

const NAMED = "{ name kind ofType { name kind ofType { name kind ofType { name kind } } } }";
const SCHEMA = `{ __schema { types { name kind description enumValues { name description }
  inputFields { name description type ${NAMED} }
  fields { name description args { name type ${NAMED} } type ${NAMED} } } } }`;
const WORDS = { OBJECT: "type", INTERFACE: "interface", UNION: "union", ENUM: "enum", INPUT_OBJECT: "input" };

function named(type) {
  if (type.kind === "NON_NULL") return `${named(type.ofType)}!`;
  return type.kind === "LIST" ? `[${named(type.ofType)}]` : type.name;
}

const remark = (text, indent = "") => (text ? `${indent}# ${text.replace(/\s+/g, " ")}\n` : "");

function member({ name, description, args = [], type }) {
  const given = args.map((a) => `${a.name}: ${named(a.type)}`).join(", ");
  return `${remark(description, "  ")}  ${name}${given && `(${given})`}${type ? `: ${named(type)}` : ""}\n`;
}

function schemaText(answer) {
  if (!answer.data) return JSON.stringify(answer, null, 2);
  const types = answer.data.__schema.types.filter((t) => WORDS[t.kind] && !t.name.startsWith("__"));
  return types.map((t) => {
    const members = t.fields ?? t.inputFields ?? t.enumValues ?? [];
    return `${remark(t.description)}${WORDS[t.kind]} ${t.name}\n${members.map(member).join("")}`;
  }).join("\n");
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
