// What an answer says in words: its errors, and what is withheld or missing of which object.

export function summary({ data, errors = [] }) {
  const found = { withheld: new Map(), gaps: new Map() };
  collect(data, [], found);
  const notes = [
    ...errors.map((e) => `${e.message} ${e.extensions.code}${place(e)}`),
    ...grouped("Withheld", found.withheld, ({ reason, field, category }) => [reason, field ?? "a field", category]),
    ...grouped("Missing", found.gaps, ({ cause, partner, fields }) =>
      [cause, partner?.name ?? "a partner", fields?.join(", ")]),
  ];
  if (errors.length === 1) return { status: `Error: ${notes.shift()}.`, bad: true, notes };
  if (errors.length > 1) return { status: `${errors.length} errors.`, bad: true, notes };
  const total = (map) => [...map.values()].flat().length;
  const [withheld, gaps] = [total(found.withheld), total(found.gaps)];
  const parts = [withheld && `${withheld} fields withheld.`, gaps && `${gaps} missing from partners.`];
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

// "Withheld of victims 1, 2 (NOT_SHARED): address (LOCATION), ...". Objects of which the same is said share a line.
function grouped(lead, objects, parts) {
  const lines = new Map();
  for (const [owner, list] of objects) {
    const whys = gather(list.map((item) => parts(item)), ([why, ...rest]) => [why, rest]);
    for (const [why, items] of whys) {
      const things = [...gather(items, (item) => item)].map(([thing, more]) => thing + brackets(more));
      const said = `${brackets([why])}: ${things.join(", ")}.`;
      lines.set(said, [...(lines.get(said) ?? []), owner]);
    }
  }
  return [...lines].map(([said, owners]) => `${lead} of ${places(owners)}${said}`);
}

// "victims 1", "victims 2": "victims 1, 2".
function places(owners) {
  const split = owners.map((owner) => [owner.replace(/ ?\d*$/, ""), owner.match(/\d*$/)[0]]);
  return [...gather(split, (pair) => pair)].map(([list, numbers]) => `${list} ${numbers.join(", ")}`.trim()).join("; ");
}

function gather(items, pair) {
  const map = new Map();
  for (const item of items) {
    const [key, value] = pair(item);
    map.set(key, [...(map.get(key) ?? []), value]);
  }
  return map;
}

function brackets(words) {
  const known = [...new Set(words)].filter(Boolean);
  return known.length ? ` (${known.join(", ")})` : "";
}

function place({ path, locations }) {
  if (path) return `, at ${path.join(" ")}`;
  return locations?.length ? `, at line ${locations[0].line}, column ${locations[0].column}` : "";
}

// The schema as text.

const NAMED = "{ name kind ofType { name kind ofType { name kind ofType { name kind } } } }";
export const SCHEMA = `{ __schema { types { name kind description enumValues { name description }
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

export function schemaText(answer) {
  if (!answer.data) return JSON.stringify(answer, null, 2);
  const types = answer.data.__schema.types.filter((t) => WORDS[t.kind] && !t.name.startsWith("__"));
  return types.map((t) => {
    const members = t.fields ?? t.inputFields ?? t.enumValues ?? [];
    return `${remark(t.description)}${WORDS[t.kind]} ${t.name}\n${members.map(member).join("")}`;
  }).join("\n");
}
