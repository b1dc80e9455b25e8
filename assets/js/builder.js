/*
 * The builder of surveys beyond links and forms: rows of tables, filling texts in, moving by keyboard and by dragging,
 * and keeping what was typed while the line is down. Without it everything is still there, a form at a time.
 */
(() => {
  "use strict";

  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  /* Rows of a table. A row without texts is left out when it is saved. */

  let places = 1000;

  function renumber(row) {
    const place = ++places;
    for (const field of all("[name]", row)) field.name = field.name.replace(/^([^.]+)\.\d+\./, `$1.${place}.`);
  }

  function addRow(table) {
    const blank = all("[data-row]", table).at(-1);
    const row = blank.cloneNode(true);
    row.removeAttribute("data-blank");
    for (const field of all("[name]", row)) {
      if (field.type === "checkbox") field.checked = false;
      else if (field.tagName !== "SELECT") field.value = "";
    }
    all(".field-error", row).forEach((held) => held.remove());
    renumber(row);
    blank.after(row);
    armRow(row);
    one('input:not([type="hidden"]), select', row).focus();
  }

  function armRow(row) {
    const table = row.closest("[data-rows-of]");
    const tools = [
      ["[data-row-up]", () => row.previousElementSibling?.before(row)],
      ["[data-row-down]", () => row.nextElementSibling?.after(row)],
      ["[data-remove-row]", () => {
        const next = row.nextElementSibling ?? row.previousElementSibling;
        if (all("[data-row]", table).length > 1) row.remove();
        one("input:not([type=hidden])", next ?? row)?.focus();
      }],
    ];
    for (const [selector, act] of tools) {
      const button = one(selector, row);
      button.hidden = false;
      button.addEventListener("click", () => {
        act();
        if (button.isConnected) button.focus();
        dirty(table.closest("form"));
      });
    }
    row.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches("input:not([type=checkbox])") && !row.nextElementSibling) {
        event.preventDefault();
        addRow(table);
      }
    });
  }

  function armTable(table) {
    all("[data-row]", table).forEach(armRow);
    const adder = one("[data-add-row]", table);
    adder.hidden = false;
    adder.addEventListener("click", () => addRow(table));
  }

  /* Filling in: the variable goes to where the caret was in the text of the same field, or into the formula. */

  function armFill(picker) {
    picker.hidden = false;
    const words = picker.closest("[data-words]");
    const fields = words ? all("input, textarea", words) : all("textarea", picker.closest(".field"));
    let last = fields[0];
    for (const field of fields) field.addEventListener("focus", () => { last = field; });
    picker.addEventListener("change", () => {
      if (!picker.value) return;
      const name = picker.value;
      const trait = name.startsWith("customer.");
      const text = words ? `{${name}${trait ? "|" : ""}}` : name;
      const at = last.selectionStart ?? last.value.length;
      last.setRangeText(text, at, last.selectionEnd ?? at, "end");
      last.focus();
      /* What stands in where a trait is not known is written between the bar and the brace. */
      if (words && trait) last.setSelectionRange(at + text.length - 1, at + text.length - 1);
      picker.value = "";
      last.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  /* What was typed and not saved yet. */

  function dirty(form) {
    if (form?.matches("[data-dirty]")) form.dataset.isDirty = "1";
  }
  document.addEventListener("input", (event) => dirty(event.target.closest?.("form")));
  const unsaved = () => one("form[data-is-dirty]");
  addEventListener("beforeunload", (event) => { if (unsaved()) event.preventDefault(); });
  document.addEventListener("htmx:confirm", (event) => {
    const form = unsaved();
    if (!form || form.contains(event.target) || form === event.target || !event.target.closest?.("#builder")) return;
    if (!confirm(form.dataset.dirty)) event.preventDefault();
  });
  /* What is refused comes with the form as it was typed. */
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if ([409, 422].includes(detail.xhr.status) && detail.target?.id === "builder") {
      detail.shouldSwap = true;
      detail.isError = false;
    }
  });

  /* Moving by keyboard: Alt with an arrow on a line, or on its buttons. */

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (!(target instanceof Element) || event.isComposing) return;
    if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      const line = target.closest("[data-item]");
      const form = target.closest("form.line-form");
      const button = line && !form ? one(event.key === "ArrowUp" ? "[data-up]" : "[data-down]", line) : null;
      if (!button) return;
      event.preventDefault();
      if (!button.disabled) button.click();
    }
    const typing = target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
    if ((event.ctrlKey || event.metaKey) && !typing && event.code === "KeyZ") {
      event.preventDefault();
      one(event.shiftKey ? "[data-redo]" : "[data-undo]")?.click();
    }
  });

  /* Moving by dragging, with a finger too. */

  function target(line, y) {
    const kind = line.dataset.item.split(".")[0];
    const lines = all(`[data-item^="${kind}."]`).filter((held) => held !== line);
    return lines.find((held) => y < held.getBoundingClientRect().top + held.offsetHeight / 2) ?? null;
  }

  /* The end of a page takes questions too. */
  function endOf(line, y) {
    if (!line.dataset.item.startsWith("question.")) return null;
    const pages = all(".page-of-questions");
    const page = pages.find((held) => y < held.getBoundingClientRect().bottom) ?? pages.at(-1);
    return page ? one("[data-item^='page.']", page) : null;
  }

  function armHandle(handle) {
    const line = handle.closest("[data-item]");
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      line.classList.add("is-dragged");
      let before = null;
      const mark = (now) => {
        all(".is-target").forEach((held) => held.classList.remove("is-target"));
        before = now;
        now?.classList.add("is-target");
      };
      const move = ({ clientY }) => {
        const next = target(line, clientY);
        const page = endOf(line, clientY);
        mark(next && (!page || next.closest(".page-of-questions") === page.closest(".page-of-questions")) ? next : page ?? next);
      };
      const stop = ({ type }) => {
        handle.removeEventListener("pointermove", move);
        line.classList.remove("is-dragged");
        const chosen = before;
        mark(null);
        if (type === "pointerup" && chosen && chosen !== line) drop(line, chosen);
      };
      handle.addEventListener("pointermove", move);
      handle.addEventListener("pointerup", stop, { once: true });
      handle.addEventListener("pointercancel", stop, { once: true });
    });
  }

  function put(form, part, value) {
    const held = one(`[data-${part}]`, form);
    held.disabled = false;
    held.value = value;
  }

  function drop(line, before) {
    const form = one("#moves");
    put(form, "do", `move:${line.dataset.item}`);
    put(form, "before", before.dataset.item);
    form.requestSubmit();
  }

  /* Buttons that stand outside of their form are not among what htmx posts. */
  document.addEventListener("submit", (event) => {
    if (event.target.id === "moves" && event.submitter) put(event.target, "do", event.submitter.value);
  }, true);

  /* A part that was just opened comes into sight with its first field. */

  let opened = null;
  function start() {
    all("[data-rows-of]").forEach((table) => { if (!table.dataset.armed) { table.dataset.armed = "1"; armTable(table); } });
    all("[data-fill]").forEach((picker) => { if (!picker.dataset.armed) { picker.dataset.armed = "1"; armFill(picker); } });
    all("[data-handle]").forEach((handle) => { if (!handle.dataset.armed) { handle.dataset.armed = "1"; armHandle(handle); } });
    const line = one(".line.is-open");
    const errors = one(".builder > .form-errors");
    if (errors) errors.focus();
    else if (line && line.id !== opened) {
      line.scrollIntoView({ block: "nearest" });
      one(".line-form [aria-invalid], .line-form textarea, .line-form input:not([type=hidden])", line)?.focus({ preventScroll: true });
    } else if (!line && opened) document.getElementById(`open-${opened}`)?.focus();
    opened = line?.id ?? null;
  }
  document.addEventListener("htmx:afterSettle", start);
  start();
})();
