"use strict";

const field = (id) => document.getElementById(id);

async function ask(query, variables) {
  const headers = {
    "content-type": "application/json",
    accept: "application/graphql-response+json, application/json;q=0.9",
  };
  const token = field("token").value.trim();
  const purpose = field("purpose").value;
  if (token) headers.authorization = `Bearer ${token}`;
  if (purpose) headers["accord-purpose"] = purpose;
  const began = performance.now();
  const response = await fetch("/graphql", {
    method: "POST",
    headers,
    body: JSON.stringify({ query, variables }),
  });
  const answer = await response.json();
  const took = Math.round(performance.now() - began);
  return { status: `${response.status}, ${took} ms`, answer };
}

function show(status, answer) {
  field("status").textContent = status;
  field("answer").textContent = answer === undefined ? "" : JSON.stringify(answer, null, 2);
}

async function run(query, variables) {
  show("Asking ...");
  try {
    const { status, answer } = await ask(query, variables);
    show(status, answer);
  } catch {
    show("The gateway did not answer.");
  }
}

field("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  let variables;
  try {
    variables = JSON.parse(field("variables").value || "{}");
  } catch {
    show("The variables are not JSON.");
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

field("schema").addEventListener("click", () => {
  run("{ __schema { types { name kind description fields { name description type { name kind ofType { name kind } } } } } }");
});
