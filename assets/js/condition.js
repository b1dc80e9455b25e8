/*
 * The editor of a condition: rows come and go, and each offers what its variable can be compared with. What is
 * posted is what the fields hold; the server writes the text. Holds no words: they are in the page and in
 * data-condition.
 */
(() => {
  "use strict";

  const one = (selector, from) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const field = (row, part) => one(`[name$=".${part}"]`, row);
  const WITHOUT_VALUE = ["given", "not-given"];

  function option(value, title, chosen) {
    const made = document.createElement("option");
    made.value = value;
    made.textContent = title;
    made.selected = chosen;
    return made;
  }

  /* What a row offers after its variable changed; what was chosen stays where it still fits. */
  function offer(editor, row) {
    const known = editor.known.variables[field(row, "variable").value];
    const shape = known?.shape ?? "text";
    const comparison = field(row, "comparison");
    const compared = comparison.value;
    comparison.replaceChildren(...editor.known.comparisons[shape].map(([name, title]) => option(name, title, name === compared)));
    const place = one("[data-value]", row);
    const before = field(row, "value");
    const members = known?.members ?? [];
    let value;
    if (members.length) {
      value = document.createElement("select");
      value.append(option("", "", true), ...members.map(([key, title]) => option(key, title, key === before.value)));
    } else {
      value = document.createElement("input");
      value.value = before.tagName === "INPUT" ? before.value : "";
      value.dir = "auto";
      if (shape === "number") value.inputMode = "decimal";
      if (shape === "day") value.type = "date";
      if (known?.proposed?.length) propose(value, known.proposed);
    }
    value.name = before.name;
    value.setAttribute("aria-label", before.getAttribute("aria-label"));
    place.replaceChildren(value);
    compare(row);
  }

  let lists = 0;
  function propose(value, proposed) {
    const list = document.createElement("datalist");
    list.id = `proposed-${++lists}`;
    list.append(...proposed.map((text) => option(text, text, false)));
    value.setAttribute("list", list.id);
    queueMicrotask(() => value.after(list));
  }

  function compare(row) {
    one("[data-value]", row).hidden = WITHOUT_VALUE.includes(field(row, "comparison").value);
  }

  function number(rows) {
    const any = rows.parentElement.closest("[data-condition]");
    one(".condition-any", any).hidden = all("[data-row]", rows).length < 2;
    for (const row of all("[data-row]", rows)) one("[data-remove-row]", row).hidden = false;
  }

  function add(editor, rows) {
    const held = all("[data-row]", rows);
    const row = held.at(-1).cloneNode(true);
    one(".field-error", row)?.remove();
    field(row, "variable").value = "";
    field(row, "value").value = "";
    held.at(-1).after(row);
    arm(editor, row);
    offer(editor, row);
    number(rows);
    field(row, "variable").focus();
  }

  function remove(editor, row) {
    const rows = row.closest("[data-rows]");
    const next = row.nextElementSibling ?? row.previousElementSibling;
    if (all("[data-row]", rows).length === 1) {
      field(row, "variable").value = "";
      offer(editor, row);
    } else row.remove();
    number(rows);
    one("select, button", next ?? rows)?.focus();
    rows.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function arm(editor, row) {
    field(row, "variable").addEventListener("change", () => offer(editor, row));
    field(row, "comparison").addEventListener("change", () => compare(row));
    one("[data-remove-row]", row).addEventListener("click", () => remove(editor, row));
  }

  function start(place) {
    const rows = one("[data-rows]", place);
    if (!rows || place.dataset.armed) return;
    place.dataset.armed = "1";
    const editor = { known: JSON.parse(place.dataset.condition) };
    for (const row of all("[data-row]", rows)) {
      arm(editor, row);
      if (!field(row, "variable").value) offer(editor, row);
    }
    /* An empty row is there for those without a script; with one it is added when it is wanted. */
    const blank = all("[data-row]", rows).at(-1);
    if (all("[data-row]", rows).length > 1 && !field(blank, "variable").value) blank.remove();
    const adder = one("[data-add-row]", rows);
    adder.hidden = false;
    adder.addEventListener("click", () => add(editor, rows));
    number(rows);
    /* A text that was changed is saved as one: rows would not know of the change. */
    one("[data-text] textarea", place).addEventListener("input", () => {
      const other = one('[name$=".as"][value="rows"]', place);
      if (other) other.disabled = true;
    });
  }

  const startAll = () => all("[data-condition]").forEach(start);
  document.addEventListener("htmx:afterSettle", startAll);
  startAll();
})();
